import { ECTicketError } from './ecticket-error.js';

/** ECPay throttles this IP address and merchant because of too many calls. It did not carry out the call. */
export class ThrottledError extends ECTicketError {
  override readonly name = 'ThrottledError';
  readonly code = 'THROTTLED';

  constructor(
    readonly endpoint: string,
    readonly merchantId: string,
    readonly statusCode: number,
    /** When to retry, in milliseconds since the epoch. Earlier calls are likely to prolong the throttling. */
    readonly retryAt: number,
  ) {
    super(
      `${endpoint}: ECPay throttles merchant ${merchantId} (HTTP ${statusCode}). ` +
        `Do not call ECPay for this merchant before ${new Date(retryAt).toISOString()}.`,
    );
  }
}
