import { ECTicketError } from './ecticket-error.js';

/**
 * The application's function that looks up merchants failed. A retry may succeed. The error does not keep what the
 * function threw, because it may contain a key or a connection string.
 */
export class MerchantLookupError extends ECTicketError {
  override readonly name = 'MerchantLookupError';
  readonly code = 'MERCHANT_LOOKUP_FAILED';

  constructor(
    readonly merchantId: string,
    /** `name` of the thrown error, or the type of the thrown value. */
    readonly thrown: string,
  ) {
    super(
      `The function that looks up merchants failed for ${JSON.stringify(merchantId)} (${thrown}). ` +
        `Log its error inside that function: it does not appear here, because it may contain a key.`,
    );
  }
}
