import { ECTicketError } from './ecticket-error.js';

/** Merchant settings are not valid. The error lists every problem of every merchant, without keys. */
export class InvalidMerchantsError extends ECTicketError {
  override readonly name = 'InvalidMerchantsError';
  readonly code = 'INVALID_MERCHANTS';

  constructor(readonly problems: readonly string[]) {
    super(`The merchant settings are not valid:${problems.map((problem) => `\n- ${problem}`).join('')}`);
  }
}
