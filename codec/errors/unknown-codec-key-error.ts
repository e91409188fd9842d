/** The key of a payload is not among the codec keys: it was removed too early, or belongs to another environment. */
export class UnknownCodecKeyError extends Error {
  override readonly name = 'UnknownCodecKeyError';
  readonly code = 'UNKNOWN_CODEC_KEY';

  constructor(readonly keyId: string) {
    super(
      `No codec key has the id ${JSON.stringify(keyId)}. Add the key again, after the newest: ` +
        `keep a key as long as Temporal keeps workflows that used it.`,
    );
  }
}
