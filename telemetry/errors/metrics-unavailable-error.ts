/** Nobody can be given the metrics as `ECTICKET_METRICS` wants it: its address is taken, or is not this machine's. */
export class MetricsUnavailableError extends Error {
  override readonly name = 'MetricsUnavailableError';
  readonly code = 'METRICS_UNAVAILABLE';

  constructor(address: string, reason: string) {
    super(
      `Metrics cannot be served at ${address}: ${reason}. ECTICKET_METRICS needs an address of this machine, and a port for each process.`,
    );
  }
}
