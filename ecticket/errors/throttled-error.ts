import { ECTicketError } from './ecticket-error.js';

/** Too many calls: ECPay refuses this address and merchant for a while. The call was not carried out. */
export class ThrottledError extends ECTicketError {
  override readonly name = 'ThrottledError';
  readonly code = 'THROTTLED';

  constructor(
    readonly endpoint: string,
    readonly merchantId: string,
    readonly statusCode: number,
    /** When to try again, milliseconds since the epoch. Calls before that are likely to prolong it. */
    readonly retryAt: number,
  ) {
    super(
      `${endpoint}: ECPay throttles merchant ${merchantId} (HTTP ${statusCode}). Make no call for it before ${new Date(retryAt).toISOString()}.`,
    );
  }
}
