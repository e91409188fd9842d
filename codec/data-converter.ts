import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { CodecKey } from './codec-key.js';
import { EncryptionCodec } from './encryption-codec.js';

/**
 * What a Client and a Worker take as `dataConverter`, so that payloads and failure messages are encrypted before they
 * leave the process.
 * @param keys newest first: it encrypts, all of them decrypt.
 */
export function encryptedDataConverter(keys: readonly [CodecKey, ...CodecKey[]]): DataConverter {
  return {
    payloadCodecs: [new EncryptionCodec(keys)],
    failureConverterPath: fileURLToPath(new URL('./failure-converter.cjs', import.meta.url)),
  };
}
