/** Payload encryption for a Temporal Client. Loads no worker, so that a web application can bundle it. */
import { SimplePlugin } from '@temporalio/plugin';
import type { CodecKeySource } from '../codec/codec-key.js';
import { EncryptionCodec } from '../codec/encryption-codec.js';

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
   * @throws InvalidCodecKeysError
   */
  constructor({ codecKeys }: { readonly codecKeys: CodecKeySource }) {
    super({
      name: 'temporal-ecticket-client',
      dataConverter: { payloadCodecs: [new EncryptionCodec(codecKeys)] },
    });
  }
}
