/** Outside the sandbox people's data is real, and it does not go into histories unencrypted. */
export class CodecKeysNeededError extends Error {
  override readonly name = 'CodecKeysNeededError';
  readonly code = 'CODEC_KEYS_NEEDED';

  constructor(readonly environment: 'stage' | 'production') {
    super(
      `With environment "${environment}" codecKeys are needed: names, phones and ticket numbers would else stand readable in Temporal's histories. ` +
        `Make a key with openssl rand -base64 32 and give codecKeys: parseCodecKeys('<id>:<key>') to the ECTicketPlugin of this Client or Worker.`,
    );
  }
}
