/** A payload was encrypted with a key that is not among the keys here: it was taken away too early, or belongs to another environment. */
export class UnknownCodecKeyError extends Error {
  override readonly name = 'UnknownCodecKeyError';
  readonly code = 'UNKNOWN_CODEC_KEY';

  constructor(readonly keyId: string) {
    super(
      `No codec key has the id ${JSON.stringify(keyId)}. Add it again, after the newest: a key is needed for as long as workflows that used it are kept.`,
    );
  }
}
