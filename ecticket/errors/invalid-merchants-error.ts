import { ECTicketError } from './ecticket-error.js';

/** Merchant settings cannot be used. All problems of all merchants together, without a key. */
export class InvalidMerchantsError extends ECTicketError {
  override readonly name = 'InvalidMerchantsError';
  readonly code = 'INVALID_MERCHANTS';

  constructor(readonly problems: readonly string[]) {
    super(`The merchant settings cannot be used:${problems.map((problem) => `\n- ${problem}`).join('')}`);
  }
}
