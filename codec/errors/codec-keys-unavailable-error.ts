/** The merchant's own function that gets the codec keys did not give any. Nothing is lost: Temporal tries again until it does. */
export class CodecKeysUnavailableError extends Error {
  override readonly name = 'CodecKeysUnavailableError';
  readonly code = 'CODEC_KEYS_UNAVAILABLE';

  constructor(
    readonly problem: string,
    cause?: unknown,
  ) {
    super(
      `The function given as codecKeys ${problem}. Without keys nothing is encrypted and nothing read; it is asked again with the next payload. ` +
        `Check that the key service is reachable and lets this process use the key.`,
      { cause },
    );
  }
}
