/**
 * Payload encryption: keeps personal data and ticket numbers in Temporal's histories encrypted.
 *
 * @packageDocumentation
 */
export { codecKey, parseCodecKeys, type CodecKey, type CodecKeys, type CodecKeySource } from './codec-key.js';
export { encryptedDataConverter } from './data-converter.js';
export { EncryptionCodec } from './encryption-codec.js';
export { CodecKeysNeededError } from './errors/codec-keys-needed-error.js';
export { CodecKeysUnavailableError } from './errors/codec-keys-unavailable-error.js';
export { InvalidCodecKeysError } from './errors/invalid-codec-keys-error.js';
export { PayloadBrokenError } from './errors/payload-broken-error.js';
export { PayloadMisplacedError } from './errors/payload-misplaced-error.js';
export { UnknownCodecKeyError } from './errors/unknown-codec-key-error.js';
