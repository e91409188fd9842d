import { ECTicketError } from './ecticket-error.js';

/** An HTTP status that the protocol does not know: ECPay's server failed, or the base URL is not ECPay's. It may have acted. */
export class ServerError extends ECTicketError {
  override readonly name = 'ServerError';
  readonly code = 'SERVER_ERROR';

  constructor(
    readonly endpoint: string,
    readonly statusCode: number,
  ) {
    super(
      `${endpoint}: HTTP ${statusCode}. ${
        statusCode >= 500
          ? 'ECPay may have acted all the same: query the result before repeating the call.'
          : 'Check the base URL and the merchant’s profile (issue-only or escrow): they decide the path.'
      }`,
    );
  }
}
