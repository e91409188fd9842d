import { ECTicketError } from './ecticket-error.js';

/** An unexpected HTTP status: ECPay's server failed, or the base URL is wrong. ECPay may have acted. */
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
          ? 'ECPay may have acted: query the result before you retry the call.'
          : 'Check the base URL and the merchant’s profile (issue-only or escrow), which determine the path.'
      }`,
    );
  }
}
