import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/**
 * What Temporal holds of an order could not be read, or what it was to hold could not be written: a codec key is
 * lacking, or a value has no form in JSON. `cause` is the codec's own error, where there is one.
 */
export class PayloadUnreadableError extends ECTicketError {
  override readonly name = 'PayloadUnreadableError';
  readonly code = 'PAYLOAD_UNREADABLE';

  constructor(words: string, cause?: Error) {
    super(
      `A payload could not be written or read: ${words} Check that this client has the codec keys of the worker.`,
      cause && { cause },
    );
  }
}
