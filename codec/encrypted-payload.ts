/** Encrypts, compresses and labels single payloads. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { CodecKey } from './codec-key.js';
import { PayloadBrokenError } from './errors/payload-broken-error.js';

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

/*
 * Metadata and layout (nonce, ciphertext, tag) are those of Temporal's encryption samples in every language. A payload
 * bound to a workflow also has the workflow id in its metadata, as the additional authenticated data of AES-GCM.
 */
const ENCODING = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
const BOUND_TO = 'bound-to';
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The name and format of the zlib codec of Temporal's Go SDK, which compresses the whole payload as a message. */
const ZLIB_ENCODING = 'binary/zlib';

/**
 * Limit of a decompressed payload, so that a small payload cannot fill the memory. Temporal's limit of 2 MiB applies to
 * the compressed payload.
 */
const MAX_DECOMPRESSED_BYTES = 64 * 1024 * 1024;

/** The unencrypted metadata of an encrypted payload. */
export interface Label {
  readonly keyId: string;
  /** The id of the workflow that the payload belongs to. */
  readonly boundTo?: string;
}

/**
 * Compresses and encrypts a whole payload, including its metadata, with a new nonce.
 *
 * @param boundTo the id of the only workflow in which the payload decrypts
 */
export function encryptPayload(payload: Payload, { id, key }: CodecKey, boundTo: string | undefined): Payload {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  if (boundTo !== undefined) cipher.setAAD(Buffer.from(boundTo));
  const ciphertext = [cipher.update(PayloadMessage.encode(compress(payload)).finish()), cipher.final()];
  return {
    metadata: {
      encoding: Buffer.from(ENCODING),
      [KEY_ID]: Buffer.from(id),
      ...(boundTo !== undefined && { [BOUND_TO]: Buffer.from(boundTo) }),
    },
    data: Buffer.concat([nonce, ...ciphertext, cipher.getAuthTag()]),
  };
}

/** Returns the label of a payload, or undefined if the payload is not encrypted. */
export function labelOf({ metadata }: Payload): Label | undefined {
  if (textOf(metadata?.['encoding']) !== ENCODING) return undefined;
  const boundTo = metadata?.[BOUND_TO];
  return { keyId: textOf(metadata?.[KEY_ID]), ...(boundTo && { boundTo: textOf(boundTo) }) };
}

/**
 * Decrypts and decompresses a payload.
 *
 * @throws PayloadBrokenError, also if the label differs from the one at encryption.
 */
export function decryptPayload({ data, metadata }: Payload, { id, key }: CodecKey): Payload {
  const encrypted = Buffer.from(data ?? []);
  const boundTo = metadata?.[BOUND_TO];
  try {
    const decipher = createDecipheriv(CIPHER, key, encrypted.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    if (boundTo) decipher.setAAD(boundTo);
    decipher.setAuthTag(encrypted.subarray(-TAG_BYTES));
    const plaintext = [decipher.update(encrypted.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
    return decompress(PayloadMessage.decode(Buffer.concat(plaintext)));
  } catch {
    throw new PayloadBrokenError(id);
  }
}

/** Compresses a payload if that makes it smaller. Lists of tickets compress well (docs/decisions/0014). */
function compress(payload: Payload): Payload {
  const message = PayloadMessage.encode(payload).finish();
  const compressed = { metadata: { encoding: Buffer.from(ZLIB_ENCODING) }, data: deflateSync(message) };
  // A payload that another codec has compressed is always wrapped, so that decompression removes only this codec's
  // layer.
  const isSmaller = PayloadMessage.encode(compressed).finish().length < message.length;
  return isCompressed(payload) || isSmaller ? compressed : payload;
}

/** @throws Error if the payload is not compressed as its metadata says. */
function decompress(payload: Payload): Payload {
  if (!isCompressed(payload)) return payload;
  const message = inflateSync(payload.data ?? new Uint8Array(), { maxOutputLength: MAX_DECOMPRESSED_BYTES });
  return PayloadMessage.decode(message);
}

function isCompressed({ metadata }: Payload): boolean {
  return textOf(metadata?.['encoding']) === ZLIB_ENCODING;
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString('utf8');
}
