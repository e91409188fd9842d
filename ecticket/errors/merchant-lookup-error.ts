import { ECTicketError } from './ecticket-error.js';

/**
 * The merchant's own function that finds keys has failed. What it threw is not kept: it may hold a key or a connection
 * string. Trying again may help.
 */
export class MerchantLookupError extends ECTicketError {
  override readonly name = 'MerchantLookupError';
  readonly code = 'MERCHANT_LOOKUP_FAILED';

  constructor(
    readonly merchantId: string,
    /** The thrown thing's `name` or type. */
    readonly thrown: string,
  ) {
    super(
      `The function that looks up merchants failed for ${JSON.stringify(merchantId)} (${thrown}). Log its error where it is thrown: it is not shown here, since it may hold a key.`,
    );
  }
}
