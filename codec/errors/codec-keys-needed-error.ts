/** Codec keys are required outside the sandbox, where histories contain real personal data. */
export class CodecKeysNeededError extends Error {
  override readonly name = 'CodecKeysNeededError';
  readonly code = 'CODEC_KEYS_NEEDED';

  constructor(readonly environment: 'stage' | 'production') {
    super(
      `The environment "${environment}" requires codecKeys. ` +
        `Without them, names, phone numbers and ticket numbers are readable in Temporal's histories. ` +
        `Create a key with openssl rand -base64 32, and pass codecKeys: parseCodecKeys('<id>:<key>') ` +
        `to the ECTicketPlugin of this Client or Worker.`,
    );
  }
}
