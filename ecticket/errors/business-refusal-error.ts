import { ECTicketError } from './ecticket-error.js';

/**
 * ECPay refused the request (RtnCode is not 1). ECPay does not publish its codes: an operator must read the message.
 * A ticket action reports it as the refusal `PROVIDER_REFUSED` of that ticket.
 */
export class BusinessRefusalError extends ECTicketError {
  override readonly name = 'BusinessRefusalError';
  readonly code = 'BUSINESS_REFUSAL';

  constructor(
    readonly endpoint: string,
    readonly rtnCode: number,
    /** ECPay's message, with personal data replaced by `[hidden]`. */
    readonly rtnMsg: string,
  ) {
    super(`${endpoint}: ECPay refused the request with RtnCode ${rtnCode} "${rtnMsg}".`);
  }
}
