import { ECTicketError } from './ecticket-error.js';

/** RtnCode is not 1: ECPay understood and says no. Its code table is not public: the words are for a person to judge. */
export class BusinessRefusalError extends ECTicketError {
  override readonly name = 'BusinessRefusalError';
  readonly code = 'BUSINESS_REFUSAL';

  constructor(
    readonly endpoint: string,
    readonly rtnCode: number,
    /** ECPay's own words, in which a person's data is replaced by `[hidden]`. */
    readonly rtnMsg: string,
  ) {
    super(`${endpoint}: ECPay refuses: RtnCode ${rtnCode} "${rtnMsg}".`);
  }
}
