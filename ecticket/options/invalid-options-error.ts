/** Options are missing, unknown, contradictory or unusable. Lists all mistakes, without a value of an option. */
export class InvalidOptionsError extends Error {
  override readonly name = 'InvalidOptionsError';
  readonly code = 'INVALID_OPTIONS';

  constructor(readonly mistakes: readonly string[]) {
    super(mistakes.join(' '));
  }
}
