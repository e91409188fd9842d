import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/**
 * A payload of an order cannot be read or written: a codec key is missing, or a value cannot be represented in JSON.
 * `cause` is the codec's own error, if there is one.
 */
export class PayloadUnreadableError extends ECTicketError {
  override readonly name = 'PayloadUnreadableError';
  readonly code = 'PAYLOAD_UNREADABLE';

  constructor(details: string, cause?: Error) {
    super(
      `A payload cannot be read or written: ${details} Check that this client has the codec keys of the worker.`,
      cause && { cause },
    );
  }
}
