/** What a clerk reads about an outcome or an error, and what to do next. */
import {
  ECTicketError,
  type OrderSnapshot,
  type TicketActionOutcome,
  type TicketActionRefusalCode,
  type TicketOutcome,
  type TicketUse,
} from 'temporal-ecticket/client';
import { formatDay, formatTime } from '../shared/format.js';

export type CounterAction = 'redeem' | 'cancelRedemption';

export interface Notice {
  readonly kind: 'success' | 'problem';
  readonly text: string;
}

const DONE: Readonly<Record<CounterAction, string>> = {
  redeem: 'redeemed',
  cancelRedemption: 'set back to unused',
};

/** By the code of the error. No error of the client contains the scanned code. */
const PROBLEMS: Readonly<Record<string, string>> = {
  CODE_UNKNOWN:
    'This is not a ticket of this merchant. Check the code, also upper and lower case. Do not accept the ticket.',
  INVALID_REQUEST: 'This is not a ticket code: 1 to 18 letters and digits, without blanks. Scan or type it again.',
  TOO_MANY_ORDERS: 'There are too many open orders to search. Ask the administrator to switch on the index of codes.',
  ORDER_NOT_FOUND: 'This order is gone. Scan the ticket again.',
  ORDER_ENDED: 'This order has ended, and its tickets cannot be used. Do not accept the ticket.',
  UPDATE_CONFLICT: 'This page was used before for other tickets. Nothing was changed now. Scan the ticket again.',
  TEMPORAL_UNAVAILABLE: 'The ticket system cannot be reached (Temporal does not answer). Try again in a minute.',
  TEMPORAL_CALL_FAILED: 'The ticket system did not answer the call. Try again.',
  WORKER_UNAVAILABLE: 'The ticket system is restarting (no worker answers). Try again in a minute.',
  OUTCOME_UNKNOWN: 'The answer did not arrive, so the tickets may or may not have been changed.',
};

const REFUSALS: Readonly<Partial<Record<TicketActionRefusalCode, string>>> = {
  ALREADY_REFUNDED: 'The ticket was refunded. Do not accept it.',
  NOT_REDEEMED: 'The ticket is not redeemed, so there is nothing to undo.',
  EXPIRED: 'The ticket has expired. Do not accept it.',
  NOT_YET_VALID: 'The ticket is not valid yet. Do not accept it.',
  TICKET_IN_USE: 'Somebody else is redeeming or refunding this ticket right now. Wait and scan it again.',
  OUT_OF_TIME: 'ECPay took too long. Nothing was changed. Try again.',
  PROVIDER_UNAVAILABLE: 'ECPay cannot be reached. Nothing was changed. Try again in a minute.',
};

const STATE_REFUSALS = {
  redeemed: 'ALREADY_REDEEMED',
  refunded: 'ALREADY_REFUNDED',
  expired: 'EXPIRED',
} as const satisfies Partial<Record<string, TicketActionRefusalCode>>;

/**
 * Whether the tickets may have been changed, by this request or by an earlier one with the same update id. The same
 * form sent again acts once.
 */
export function isOutcomeOpen(error: unknown): boolean {
  const open = ['OUTCOME_UNKNOWN', 'TEMPORAL_UNAVAILABLE', 'TEMPORAL_CALL_FAILED', 'WORKER_UNAVAILABLE'];
  return error instanceof ECTicketError && open.includes(error.code);
}

/** Describes why a scanned ticket cannot be redeemed. Undefined: it can. */
export function describeScan({ tickets, uses }: OrderSnapshot, scanned: string): Notice | undefined {
  const ticket = tickets.find(({ ticketNo }) => ticketNo === scanned);
  if (ticket === undefined || ticket.state === 'unused') return undefined;
  const on = ticket.redeemedOn === undefined ? {} : { on: ticket.redeemedOn };
  const text = describeRefusal(STATE_REFUSALS[ticket.state], { used: uses[scanned] ?? on });
  return { kind: 'problem', text: text ?? '' };
}

/** @throws the error itself if it is a mistake in this program */
export function describeError(error: unknown): Notice {
  if (!(error instanceof ECTicketError)) throw error;
  const text = isRefusal(error) ? describeRefusal(error.reason, error) : PROBLEMS[error.code];
  return { kind: 'problem', text: text ?? error.message };
}

/** Describes the outcome of each ticket. One that is not done makes it a problem. */
export function describeOutcome(action: CounterAction, { tickets }: TicketActionOutcome): Notice {
  const done = tickets.filter(({ result }) => result === 'done');
  const summary = `${done.length} ${done.length === 1 ? 'ticket' : 'tickets'} ${DONE[action]}.`;
  const problems = tickets.flatMap((ticket) => describeProblem(ticket, tickets.length === 1) ?? []);
  if (problems.length === 0) return { kind: 'success', text: summary };
  return { kind: 'problem', text: [...(done.length > 0 ? [summary] : []), ...problems].join(' ') };
}

function describeProblem(ticket: TicketOutcome, isOnly: boolean): string | undefined {
  const name = isOnly ? '' : `Ticket ${ticket.ticketNo}: `;
  switch (ticket.result) {
    case 'done':
      return undefined;
    case 'refused': {
      const { code, message } = ticket.refusal;
      return `${name}${describeRefusal(code, ticket.refusal) ?? message}`;
    }
    case 'unknown':
      return `${name}ECPay’s answer was lost. The list shows what ECPay has recorded.`;
  }
}

interface Refusal {
  readonly used?: TicketUse;
  readonly retryAt?: string;
}

function isRefusal(error: ECTicketError): error is ECTicketError & Refusal & { reason: TicketActionRefusalCode } {
  return error.code === 'TICKET_ACTION_REFUSED';
}

function describeRefusal(code: TicketActionRefusalCode, { used, retryAt }: Refusal): string | undefined {
  if (code === 'ALREADY_REDEEMED') return `The ticket was already used${describeUse(used)}. Do not accept it.`;
  if (code === 'THROTTLED') {
    const when = retryAt === undefined ? 'in some minutes' : `after ${formatTime(retryAt)}`;
    return `ECPay accepts no requests of this merchant at the moment. Nothing was changed. Try again ${when}.`;
  }
  return REFUSALS[code];
}

function describeUse({ on, at, storeId, operator }: TicketUse = {}): string {
  const when = at === undefined ? on && ` on ${formatDay(on)}` : ` on ${formatTime(at)}`;
  return [when, storeId && ` at store ${storeId}`, operator && ` by ${operator}`].filter(Boolean).join('');
}
