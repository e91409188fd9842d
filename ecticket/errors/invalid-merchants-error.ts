import { ECTicketError } from './ecticket-error.js';

/** Merchant settings cannot be used. All mistakes of all merchants together, without a key. */
export class InvalidMerchantsError extends ECTicketError {
  override readonly name = 'InvalidMerchantsError';
  readonly code = 'INVALID_MERCHANTS';

  constructor(readonly mistakes: readonly string[]) {
    super(`The merchant settings cannot be used:${mistakes.map((mistake) => `\n- ${mistake}`).join('')}`);
  }
}
