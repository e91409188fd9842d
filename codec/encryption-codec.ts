import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import type { CodecKeySource } from './codec-key.js';
import { decryptPayload, encryptPayload, labelOf, type Label } from './encrypted-payload.js';
import { PayloadMisplacedError } from './errors/payload-misplaced-error.js';
import { UnknownCodecKeyError } from './errors/unknown-codec-key-error.js';
import { keyRing, type KeyRing } from './key-ring.js';

/**
 * Prefix of the workflow ids of ticket orders, whose payloads are bound to their workflow. Payloads of a merchant's own
 * workflows are not bound: see docs/decisions/0012.
 */
const BOUND_ID_PREFIX = 'ecticket/';

/** Limit of text from metadata in error messages, in characters, because anyone can write metadata. */
const MAX_SHOWN_LENGTH = 64;

/**
 * Encrypts whole payloads, including their metadata, with AES-256-GCM and a new nonce per payload. The newest key
 * encrypts, and every key decrypts. A payload of a ticket order decrypts only in its own workflow. The codec returns
 * unencrypted payloads unchanged, so that an operator can send signals from the Web UI or the command line.
 *
 * @example
 * const codec = new EncryptionCodec(parseCodecKeys(process.env.ECTICKET_CODEC_KEYS));
 */
export class EncryptionCodec implements PayloadCodec {
  readonly #keys: KeyRing;

  /** @throws InvalidCodecKeysError */
  constructor(keys: CodecKeySource) {
    this.#keys = keyRing(keys);
  }

  /** @throws CodecKeysUnavailableError */
  async encode(payloads: Payload[], context?: SerializationContext): Promise<Payload[]> {
    const workflowId = context?.workflowId;
    const boundTo = workflowId?.startsWith(BOUND_ID_PREFIX) === true ? workflowId : undefined;
    const key = await this.#keys.newest();
    return payloads.map((payload) => encryptPayload(payload, key, boundTo));
  }

  /** @throws UnknownCodecKeyError, PayloadBrokenError, PayloadMisplacedError, CodecKeysUnavailableError */
  decode(payloads: Payload[], context?: SerializationContext): Promise<Payload[]> {
    return Promise.all(payloads.map((payload) => this.#decode(payload, context?.workflowId)));
  }

  /** @param foundIn the workflow id; undefined for readers without a workflow, such as the codec server */
  async #decode(payload: Payload, foundIn: string | undefined): Promise<Payload> {
    const label = labelOf(payload);
    if (label === undefined) return payload;
    const key = await this.#keys.byId(label.keyId);
    if (key === undefined) throw new UnknownCodecKeyError(truncate(label.keyId));
    const decrypted = decryptPayload(payload, key);
    refuseMisplaced(label, foundIn);
    return decrypted;
  }
}

function refuseMisplaced({ boundTo }: Label, foundIn: string | undefined): void {
  if (boundTo === undefined || foundIn === undefined || boundTo === foundIn) return;
  throw new PayloadMisplacedError(truncate(boundTo), truncate(foundIn));
}

function truncate(text: string): string {
  return text.slice(0, MAX_SHOWN_LENGTH);
}
