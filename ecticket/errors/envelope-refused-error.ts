import { ECTicketError } from './ecticket-error.js';

/** TransCode is not 1: ECPay did not accept the envelope (keys, clock, MerchantID) and did not look at the order in it. */
export class EnvelopeRefusedError extends ECTicketError {
  override readonly name = 'EnvelopeRefusedError';
  readonly code = 'ENVELOPE_REFUSED';

  constructor(
    readonly endpoint: string,
    readonly transCode: number,
    /** ECPay's own words. */
    readonly transMsg: string,
  ) {
    super(
      `${endpoint}: ECPay refused the envelope: TransCode ${transCode} "${transMsg}". Check MerchantID, HashKey and HashIV, and this machine's clock (10 minutes are allowed).`,
    );
  }
}
