import { ECTicketError } from './ecticket-error.js';

/** The connection failed. Nothing was sent, so a retry is safe. */
export class CannotConnectError extends ECTicketError {
  override readonly name = 'CannotConnectError';
  readonly code = 'CANNOT_CONNECT';

  constructor(
    readonly host: string,
    /** The system's error code, such as `ECONNREFUSED`, `ENOTFOUND` or `ETIMEDOUT`. */
    readonly systemCode: string,
  ) {
    super(
      `Cannot connect to ${host} (${systemCode}). Nothing was sent. ` +
        'Check the base URL, your DNS, your firewall and the certificate.',
    );
  }
}
