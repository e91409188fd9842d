/** The codec keys cannot be used. All problems together; keys are called by their place, since a text that is wrong may be a key. */
export class InvalidCodecKeysError extends Error {
  override readonly name = 'InvalidCodecKeysError';
  readonly code = 'INVALID_CODEC_KEYS';

  constructor(readonly problems: readonly string[]) {
    super(`${problems.join('; ')}. Write id:key,id:key, newest first; make a key with: openssl rand -base64 32`);
  }
}
