import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { CodecKeySource } from './codec-key.js';
import { EncryptionCodec } from './encryption-codec.js';

/**
 * Creates a `dataConverter` for a Client and a Worker. It encrypts payloads and failure messages before they leave the
 * process. It names a file of this package, so a bundled application cannot use it: give its Client an
 * `ECTicketClientPlugin` instead.
 *
 * @param keys newest first, or a function that loads them. The newest key encrypts; every key decrypts.
 * @throws InvalidCodecKeysError
 * @example
 * const dataConverter = encryptedDataConverter(parseCodecKeys('2026-11:…'));
 * const client = new Client({ dataConverter });
 */
export function encryptedDataConverter(keys: CodecKeySource): DataConverter {
  return {
    payloadCodecs: [new EncryptionCodec(keys)],
    failureConverterPath: fileURLToPath(new URL('./failure-converter.cjs', import.meta.url)),
  };
}
