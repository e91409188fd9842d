import { ECTicketError } from './ecticket-error.js';

/** The merchant registry knows no such merchant. */
export class UnknownMerchantError extends ECTicketError {
  override readonly name = 'UnknownMerchantError';
  readonly code = 'UNKNOWN_MERCHANT';

  constructor(readonly merchantId: string) {
    super(`No keys are known for merchant ${JSON.stringify(merchantId)}. Add it to the merchant registry.`);
  }
}
