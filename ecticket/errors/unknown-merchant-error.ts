import { ECTicketError } from './ecticket-error.js';

/** The merchant registry knows no such merchant, or none for which the platform acts. */
export class UnknownMerchantError extends ECTicketError {
  override readonly name = 'UnknownMerchantError';
  readonly code = 'UNKNOWN_MERCHANT';

  constructor(
    readonly merchantId: string,
    /** The platform that was named beside it, and does not act for it. */
    readonly platformId?: string,
  ) {
    const id = JSON.stringify(merchantId);
    super(
      platformId === undefined
        ? `No keys are known for merchant ${id}. Add it to the merchant registry.`
        : `Platform ${JSON.stringify(platformId)} does not act for merchant ${id}. Add ${id} to the platform's actsFor in the merchant registry.`,
    );
  }
}
