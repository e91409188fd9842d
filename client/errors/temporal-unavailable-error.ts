import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** Temporal is unreachable or overloaded, or did not answer in time. It may have processed the call. */
export class TemporalUnavailableError extends ECTicketError {
  override readonly name = 'TemporalUnavailableError';
  readonly code = 'TEMPORAL_UNAVAILABLE';

  constructor(
    /** The message of gRPC. */
    readonly details: string,
    /** Where the client expects Temporal. Undefined if the connection does not report it. */
    readonly address?: string,
  ) {
    super(
      `Temporal${address === undefined ? '' : ` at ${address}`} did not answer: ${details}. ` +
        'Check that it runs, and its address. ' +
        'It may have processed a call that changes something; every call is safe to repeat.',
    );
  }
}
