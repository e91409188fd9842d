/** Payload encryption for a Temporal Client. Loads no worker, so that a web application can bundle it. */
import { SimplePlugin } from '@temporalio/plugin';
import type { CodecKeySource } from '../codec/codec-key.js';
import { assertOptions, OPTIONAL, type OptionSchemas } from '../ecticket/options/check-options.js';
import { EncryptionCodec } from '../codec/encryption-codec.js';

const OPTIONS: OptionSchemas<{ readonly codecKeys: CodecKeySource }> = { codecKeys: OPTIONAL };

/**
 * Has a Temporal Client encrypt and decrypt payloads with the keys that the workers use.
 *
 * The worker's plugin (`ECTicketPlugin` of `temporal-ecticket/worker`) does the same for a Worker. It also encrypts
 * failure messages, which a client only reads.
 *
 * @example
 * const client = new Client({ connection, plugins: [new ECTicketClientPlugin({ codecKeys })] });
 */
export class ECTicketClientPlugin extends SimplePlugin {
  /**
   * @param options the codec keys
   * @param options.codecKeys newest first, or a function that loads them
   * @throws InvalidOptionsError, InvalidCodecKeysError
   */
  constructor(options: { readonly codecKeys: CodecKeySource }) {
    assertOptions('ECTicketClientPlugin', OPTIONS, options);
    const { codecKeys } = options;
    super({
      name: 'temporal-ecticket-client',
      dataConverter: { payloadCodecs: [new EncryptionCodec(codecKeys)] },
    });
  }
}
