import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/**
 * A call to Temporal failed with an error that neither the server nor this package made: an interceptor of the client
 * threw it, a payload codec of your own, or the SDK itself. Whether Temporal acted is not known.
 */
export class TemporalCallFailedError extends ECTicketError {
  override readonly name = 'TemporalCallFailedError';
  readonly code = 'TEMPORAL_CALL_FAILED';

  constructor(
    /** The class of the error; its words are left out, as they may hold anything. */
    readonly errorName: string,
  ) {
    super(
      `A call to Temporal failed with an unexpected ${errorName}. Check the interceptors, the payload codec and the ` +
        `connection of the Temporal client. It may have acted all the same; to repeat the call is safe.`,
    );
  }
}
