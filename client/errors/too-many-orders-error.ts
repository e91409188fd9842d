import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** Orders that are not indexed are asked one by one for a code, and there are too many of them. Nothing was done. */
export class TooManyOrdersError extends ECTicketError {
  override readonly name = 'TooManyOrdersError';
  readonly code = 'TOO_MANY_ORDERS';

  constructor(
    readonly merchantId: string,
    /** So many orders are asked at the most. */
    readonly limit: number,
  ) {
    super(
      `Merchant ${merchantId} has more than ${limit} orders with unused tickets whose codes are not indexed, too many to ask ` +
        `each of them for one code. Redeem this ticket by the order's number. To find any order by its codes, give codeKeys ` +
        `(ECTICKET_CODE_KEYS) to every worker and client, and run ecticket setup: an order is indexed when it is issued, or ` +
        `when its record is read from ECPay again.`,
    );
  }
}
