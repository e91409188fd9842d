/** No Temporal server answers where one was expected. */
export class TemporalUnreachableError extends Error {
  override readonly name = 'TemporalUnreachableError';
  readonly code = 'TEMPORAL_UNREACHABLE';

  constructor(
    readonly address: string,
    readonly reason: string,
  ) {
    super(
      `No Temporal server answers at ${address} (${reason}). Start one (npm run temporal), or say where it is: TEMPORAL_ADDRESS, TEMPORAL_PROFILE.`,
    );
  }
}
