/** Exit statuses of `ecticket`, listed by `ecticket --help` and docs/reference/command-line.md. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  refused: 4,
  unavailable: 5,
  interrupted: 130,
} as const;

/** The explanation of each exit status in `--help`. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'done',
  failed:
    'failed: a check of doctor, an incomplete setup, a callback that was not accepted, a declined confirmation, ' +
    'or a bug in this program',
  usage: 'invalid command line, settings or input; nothing was done',
  notFound: 'no such order, payment or ticket code',
  refused: 'refused by the order, by ECPay or by the sandbox; nothing was changed',
  unavailable:
    'Temporal, a worker, ECPay or the webhook did not answer, or the outcome is unknown; ' +
    'it is safe to retry, with --update-id if the error names one',
  interrupted: 'interrupted by Ctrl-C',
};

/** Exit status by error `code`. These are the errors that a user can fix; they are printed without a stack. */
const BY_CODE: Readonly<Record<string, keyof typeof EXIT>> = {
  BULK_WORKFLOW_STOPPED: 'failed',
  DECLINED: 'failed',
  PAYLOAD_BROKEN: 'failed',
  PAYLOAD_MISPLACED: 'failed',

  USAGE: 'usage',
  INVALID_SETTINGS: 'usage',
  INVALID_ORDER: 'usage',
  INVALID_PAYMENT: 'usage',
  INVALID_REQUEST: 'usage',
  UNKNOWN_MERCHANT: 'usage',
  CODEC_KEYS_NEEDED: 'usage',
  UNKNOWN_CODEC_KEY: 'usage',
  NAMESPACE_NOT_FOUND: 'usage',
  TEMPORAL_REFUSED: 'usage',
  TEMPORAL_TLS_FAILED: 'usage',
  SEARCH_ATTRIBUTES_MISSING: 'usage',
  TOO_MANY_ORDERS: 'usage',

  ORDER_NOT_FOUND: 'notFound',
  PAYMENT_NOT_FOUND: 'notFound',
  CODE_UNKNOWN: 'notFound',
  UNKNOWN_TO_ECPAY: 'notFound',
  UNKNOWN_TO_SANDBOX: 'notFound',

  TICKET_ACTION_REFUSED: 'refused',
  DECISION_REFUSED: 'refused',
  ORDER_CONFLICT: 'refused',
  ORDER_NOT_PAYABLE: 'refused',
  ORDER_ENDED: 'refused',
  NUMBER_IN_OTHER_CASE: 'refused',
  ORDER_OPEN: 'refused',
  PAYMENT_OPEN: 'refused',
  UPDATE_CONFLICT: 'refused',
  BUSINESS_REFUSAL: 'refused',
  ENVELOPE_REFUSED: 'refused',
  SANDBOX_REFUSED: 'refused',

  EVENT_NOT_ACCEPTED: 'unavailable',
  TEMPORAL_UNAVAILABLE: 'unavailable',
  TEMPORAL_CALL_FAILED: 'unavailable',
  ORDER_STUCK: 'unavailable',
  WORKER_VERSION_MISMATCH: 'unavailable',
  WORKER_UNAVAILABLE: 'unavailable',
  CODEC_KEYS_UNAVAILABLE: 'unavailable',
  WAIT_TIMED_OUT: 'unavailable',
  OUTCOME_UNKNOWN: 'unavailable',
  THROTTLED: 'unavailable',
  CANNOT_CONNECT: 'unavailable',
  SANDBOX_UNAVAILABLE: 'unavailable',
  TIMED_OUT: 'unavailable',
  SERVER_ERROR: 'unavailable',
  NOT_AN_ECPAY_REPLY: 'unavailable',
  DATA_REJECTED: 'unavailable',
};

/** Returns the exit status for an error's code, or undefined for an unknown code. */
export function exitStatusOf(code: string): number | undefined {
  const status = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
  return status === undefined ? undefined : EXIT[status];
}
