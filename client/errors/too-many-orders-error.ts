import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** Too many orders are not indexed by their codes, so the client cannot read each of them. Nothing was done. */
export class TooManyOrdersError extends ECTicketError {
  override readonly name = 'TooManyOrdersError';
  readonly code = 'TOO_MANY_ORDERS';

  constructor(
    readonly merchantId: string,
    /** The largest number of orders that the client reads for one code. */
    readonly limit: number,
  ) {
    super(
      `Merchant ${merchantId} has more than ${limit} orders with unused tickets whose codes are not indexed. That is ` +
        "too many to read each of them for one code. Redeem this ticket by the order's number. To find any order by " +
        'its codes, give codeKeys (ECTICKET_CODE_KEYS) to every worker and client, and run ecticket setup. Workers ' +
        'then index an order when it is issued, and an existing order when they next read its record from ECPay.',
    );
  }
}
