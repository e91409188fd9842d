/** The codec keys cannot be used. All mistakes together; keys are called by their place, since a text that is wrong may be a key. */
export class InvalidCodecKeysError extends Error {
  override readonly name = 'InvalidCodecKeysError';
  readonly code = 'INVALID_CODEC_KEYS';

  constructor(readonly mistakes: readonly string[]) {
    super(`${mistakes.join('; ')}. Write id:key,id:key, newest first; make a key with: openssl rand -base64 32`);
  }
}
