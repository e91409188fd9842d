/** The address of `ECTICKET_METRICS` is in use, or does not belong to this machine. */
export class MetricsUnavailableError extends Error {
  override readonly name = 'MetricsUnavailableError';
  readonly code = 'METRICS_UNAVAILABLE';

  constructor(address: string, reason: string) {
    super(
      `Metrics cannot be served at ${address}: ${reason}. ` +
        'Set ECTICKET_METRICS to an address of this machine, with a separate port for each process.',
    );
  }
}
