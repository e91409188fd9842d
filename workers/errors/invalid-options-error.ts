/** Options contradict each other or cannot be used. All mistakes together. */
export class InvalidOptionsError extends Error {
  override readonly name = 'InvalidOptionsError';
  readonly code = 'INVALID_OPTIONS';

  constructor(readonly mistakes: readonly string[]) {
    super(mistakes.join(' '));
  }
}
