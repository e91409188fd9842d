import { ECTicketError } from './ecticket-error.js';

/** The merchant registry does not contain the merchant, or the platform does not act for it. */
export class UnknownMerchantError extends ECTicketError {
  override readonly name = 'UnknownMerchantError';
  readonly code = 'UNKNOWN_MERCHANT';

  constructor(
    readonly merchantId: string,
    /** The platform that does not act for the merchant. */
    readonly platformId?: string,
  ) {
    const id = JSON.stringify(merchantId);
    super(
      platformId === undefined
        ? `There are no keys for merchant ${id}. Add it to the merchant registry (ECTICKET_MERCHANTS).`
        : `Platform ${JSON.stringify(platformId)} does not act for merchant ${id}. ` +
            `Add ${id} to the platform's actsFor in the merchant registry.`,
    );
  }
}
