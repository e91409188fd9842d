/** A Temporal server answers, and does not let us in. */
export class TemporalRefusedError extends Error {
  override readonly name = 'TemporalRefusedError';
  readonly code = 'TEMPORAL_REFUSED';

  constructor(
    readonly address: string,
    /** gRPC's own words. */
    readonly details: string,
  ) {
    super(
      `Temporal at ${address} lets us not in: ${details}. Check TEMPORAL_API_KEY, the TEMPORAL_TLS_… settings, and TEMPORAL_NAMESPACE.`,
    );
  }
}
