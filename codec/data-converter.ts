import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { CodecKeySource } from './codec-key.js';
import { EncryptionCodec } from './encryption-codec.js';

/**
 * What a Client and a Worker take as `dataConverter`, so that payloads and failure messages are encrypted before they
 * leave the process.
 * @param keys newest first, or a function that gets them: the newest encrypts, all of them decrypt.
 * @throws InvalidCodecKeysError
 */
export function encryptedDataConverter(keys: CodecKeySource): DataConverter {
  return {
    payloadCodecs: [new EncryptionCodec(keys)],
    failureConverterPath: fileURLToPath(new URL('./failure-converter.cjs', import.meta.url)),
  };
}
