import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/**
 * A call to Temporal failed with an error that comes neither from the server nor from this package: from an interceptor
 * of the client, from a payload codec of your own, or from the SDK. Temporal may have processed the call.
 */
export class TemporalCallFailedError extends ECTicketError {
  override readonly name = 'TemporalCallFailedError';
  readonly code = 'TEMPORAL_CALL_FAILED';

  constructor(
    /** The class of the error. Its message is left out, because it may contain any data. */
    readonly errorName: string,
  ) {
    super(
      `A call to Temporal failed with an unexpected ${errorName}. Check the interceptors, the payload codec and the ` +
        'connection of the Temporal client. Temporal may have processed the call; it is safe to repeat.',
    );
  }
}
