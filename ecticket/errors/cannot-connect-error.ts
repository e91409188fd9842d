import { ECTicketError } from './ecticket-error.js';

/** No connection came about: nothing was sent, so nothing can have happened. Trying again is safe. */
export class CannotConnectError extends ECTicketError {
  override readonly name = 'CannotConnectError';
  readonly code = 'CANNOT_CONNECT';

  constructor(
    readonly host: string,
    /** The system's word for it, such as `ECONNREFUSED`, `ENOTFOUND` or `ETIMEDOUT`. */
    readonly systemCode: string,
  ) {
    super(
      `No connection to ${host} (${systemCode}); nothing was sent. Check the base URL and the way out of your network.`,
    );
  }
}
