import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { CodecKey } from './codec-key.js';
import { PayloadBrokenError } from './errors/payload-broken-error.js';
import { UnknownCodecKeyError } from './errors/unknown-codec-key-error.js';

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

/*
 * Metadata and layout (nonce, ciphertext, tag) are those of Temporal's own encryption samples in every language, so that
 * their codec servers and tools can read these payloads.
 */
const ENCODING = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts whole payloads, metadata included, with AES-256-GCM and a fresh nonce each: with the newest key, and opens with
 * any. A payload that is not encrypted is read as it is, so that a person can signal from the Web UI or the command line.
 */
export class EncryptionCodec implements PayloadCodec {
  readonly #newest: CodecKey;
  readonly #byId: ReadonlyMap<string, CodecKey>;

  /** @param keys newest first; an older key stays as long as histories written with it are kept. */
  constructor(keys: readonly [CodecKey, ...CodecKey[]]) {
    this.#newest = keys[0];
    this.#byId = new Map(keys.map((key) => [key.id, key]));
  }

  encode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.resolve().then(() => payloads.map((payload) => this.#seal(payload)));
  }

  /** @throws UnknownCodecKeyError, PayloadBrokenError */
  decode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.resolve().then(() => payloads.map((payload) => this.#open(payload)));
  }

  #seal(payload: Payload): Payload {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#newest.key, nonce, { authTagLength: TAG_BYTES });
    const ciphertext = [cipher.update(PayloadMessage.encode(payload).finish()), cipher.final()];
    return {
      metadata: { encoding: Buffer.from(ENCODING), [KEY_ID]: Buffer.from(this.#newest.id) },
      data: Buffer.concat([nonce, ...ciphertext, cipher.getAuthTag()]),
    };
  }

  #open(payload: Payload): Payload {
    if (textOf(payload.metadata?.['encoding']) !== ENCODING) return payload;

    const keyId = textOf(payload.metadata?.[KEY_ID]);
    const key = this.#byId.get(keyId);
    if (key === undefined) throw new UnknownCodecKeyError(keyId);
    try {
      return PayloadMessage.decode(decrypted(Buffer.from(payload.data ?? []), key));
    } catch {
      throw new PayloadBrokenError(keyId);
    }
  }
}

function decrypted(data: Buffer, { key }: CodecKey): Buffer {
  const decipher = createDecipheriv(CIPHER, key, data.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(data.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(data.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

/** Metadata is written by others: at most 64 characters of it get into a message. */
function textOf(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? [])
    .toString('utf8')
    .slice(0, 64);
}
