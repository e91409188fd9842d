import { ECTicketError } from './ecticket-error.js';

/** ECPay refused the envelope because of keys, clock or MerchantID (TransCode is not 1). It did not read the order. */
export class EnvelopeRefusedError extends ECTicketError {
  override readonly name = 'EnvelopeRefusedError';
  readonly code = 'ENVELOPE_REFUSED';

  constructor(
    readonly endpoint: string,
    readonly transCode: number,
    /** ECPay's message, with personal data replaced by `[hidden]`. */
    readonly transMsg: string,
  ) {
    super(
      `${endpoint}: ECPay refused the envelope with TransCode ${transCode} "${transMsg}". ` +
        `Check MerchantID, HashKey and HashIV, and that this machine's clock is less than 10 minutes off.`,
    );
  }
}
