/**
 * The codec keys are not valid. The error lists every problem, and identifies keys by their position, because an
 * invalid text may be a key.
 */
export class InvalidCodecKeysError extends Error {
  override readonly name = 'InvalidCodecKeysError';
  readonly code = 'INVALID_CODEC_KEYS';

  constructor(readonly problems: readonly string[]) {
    super(`${problems.join('; ')}. Write id:key,id:key, newest first; create a key with: openssl rand -base64 32`);
  }
}
