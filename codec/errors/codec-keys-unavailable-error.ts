/** The application's function that loads the codec keys failed. Nothing is lost: Temporal retries until it succeeds. */
export class CodecKeysUnavailableError extends Error {
  override readonly name = 'CodecKeysUnavailableError';
  readonly code = 'CODEC_KEYS_UNAVAILABLE';

  constructor(
    readonly problem: string,
    cause?: unknown,
  ) {
    super(
      `The codecKeys function ${problem}. Without keys, the codec neither encrypts nor decrypts. ` +
        `The next payload calls the function again. ` +
        `Check that the key service is reachable and allows this process to use the key.`,
      { cause },
    );
  }
}
