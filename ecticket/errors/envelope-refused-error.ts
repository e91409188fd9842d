import { ECTicketError } from './ecticket-error.js';

/** A difference of the clocks below this is no reason for a refusal. ECPay refuses requests that are 10 minutes old. */
const CLOCK_TOLERANCE_MS = 2 * 60_000;

/** ECPay refused the envelope because of keys, clock or MerchantID (TransCode is not 1). It did not read the order. */
export class EnvelopeRefusedError extends ECTicketError {
  override readonly name = 'EnvelopeRefusedError';
  readonly code = 'ENVELOPE_REFUSED';

  constructor(
    readonly endpoint: string,
    readonly transCode: number,
    /** ECPay's message, with personal data replaced by `[hidden]`. */
    readonly transMsg: string,
    /** How far this machine's clock is ahead of ECPay's, in milliseconds, if ECPay's reply gives the time. */
    readonly clockAheadMs?: number,
  ) {
    super(`${endpoint}: ECPay refused the envelope with TransCode ${transCode} "${transMsg}". ${fixFor(clockAheadMs)}`);
  }
}

function fixFor(clockAheadMs = 0): string {
  const seconds = Math.round(Math.abs(clockAheadMs) / 1000);
  if (seconds * 1000 < CLOCK_TOLERANCE_MS)
    return `Check MerchantID, HashKey and HashIV, and that this machine's clock is less than 10 minutes off.`;
  return (
    `This machine's clock is ${seconds} s ${clockAheadMs > 0 ? 'ahead of' : 'behind'} ECPay's. ` +
    'ECPay refuses requests that are 10 minutes off: set the clock (NTP).'
  );
}
