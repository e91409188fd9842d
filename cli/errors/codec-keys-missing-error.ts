/** What Temporal holds is encrypted, and no key was given. */
export class CodecKeysMissingError extends Error {
  override readonly name = 'CodecKeysMissingError';
  readonly code = 'CODEC_KEYS_NEEDED';

  constructor() {
    super(
      'What Temporal holds of the orders is encrypted, and ECTICKET_CODEC_KEYS is not set. Set it as the worker has it.',
    );
  }
}
