import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** Temporal cannot be reached, is overloaded, or did not answer in time. It may have acted on what it was asked. */
export class TemporalUnavailableError extends ECTicketError {
  override readonly name = 'TemporalUnavailableError';
  readonly code = 'TEMPORAL_UNAVAILABLE';

  constructor(
    /** gRPC's own words. */
    readonly details: string,
  ) {
    super(
      `Temporal did not answer: ${details}. Check its address and that it runs. It may have acted all the same; to repeat the call is safe.`,
    );
  }
}
