import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { CodecKey } from './codec-key.js';
import { compressed, decompressed } from './compression.js';
import { PayloadBrokenError } from './errors/payload-broken-error.js';

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

/*
 * Metadata and layout (nonce, ciphertext, tag) are those of Temporal's own encryption samples in every language. What is
 * bound to a workflow names it beside that, as the additional authenticated data that AES-GCM checks.
 */
const ENCODING = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
const BOUND_TO = 'bound-to';
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What stands in the clear beside an encrypted payload. */
export interface Label {
  readonly keyId: string;
  /** The workflow id that the payload belongs to. */
  readonly boundTo?: string;
}

/** The whole payload, its metadata included, compressed and encrypted under a fresh nonce. */
export function encryptPayload(payload: Payload, { id, key }: CodecKey, boundTo: string | undefined): Payload {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  if (boundTo !== undefined) cipher.setAAD(Buffer.from(boundTo));
  const ciphertext = [cipher.update(PayloadMessage.encode(compressed(payload)).finish()), cipher.final()];
  return {
    metadata: {
      encoding: Buffer.from(ENCODING),
      [KEY_ID]: Buffer.from(id),
      ...(boundTo !== undefined && { [BOUND_TO]: Buffer.from(boundTo) }),
    },
    data: Buffer.concat([nonce, ...ciphertext, cipher.getAuthTag()]),
  };
}

/** @returns undefined for a payload that is not encrypted. */
export function labelOf({ metadata }: Payload): Label | undefined {
  if (textOf(metadata?.['encoding']) !== ENCODING) return undefined;
  const boundTo = metadata?.[BOUND_TO];
  return { keyId: textOf(metadata?.[KEY_ID]), ...(boundTo && { boundTo: textOf(boundTo) }) };
}

/** @throws PayloadBrokenError, also where the label is not the one that it was sealed with. */
export function decryptPayload({ data, metadata }: Payload, { id, key }: CodecKey): Payload {
  const encrypted = Buffer.from(data ?? []);
  const boundTo = metadata?.[BOUND_TO];
  try {
    const decipher = createDecipheriv(CIPHER, key, encrypted.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    if (boundTo) decipher.setAAD(boundTo);
    decipher.setAuthTag(encrypted.subarray(-TAG_BYTES));
    const plaintext = [decipher.update(encrypted.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
    return decompressed(PayloadMessage.decode(Buffer.concat(plaintext)));
  } catch {
    throw new PayloadBrokenError(id);
  }
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString('utf8');
}
