import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import type { CodecKeySource } from './codec-key.js';
import { PayloadMisplacedError } from './errors/payload-misplaced-error.js';
import { UnknownCodecKeyError } from './errors/unknown-codec-key-error.js';
import { keyRing, type KeyRing } from './key-ring.js';
import { labelOf, decryptPayload, encryptPayload, type Label } from './encrypted-payload.js';

/** How the workflow ids of ticket orders begin. A merchant's own workflows are not bound: see docs/decisions/0012. */
const BOUND = 'ecticket/';

/** Metadata is written by others: so much of it gets into a message. */
const CHARACTERS_SHOWN = 64;

/**
 * Encrypts whole payloads, metadata included, with AES-256-GCM and a fresh nonce each: with the newest key, and opens with
 * any. What belongs to a ticket order opens in no other workflow. A payload that is not encrypted is read as it is, so that
 * a person can signal from the Web UI or the command line.
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
    const boundTo = workflowId?.startsWith(BOUND) === true ? workflowId : undefined;
    const key = await this.#keys.newest();
    return payloads.map((payload) => encryptPayload(payload, key, boundTo));
  }

  /** @throws UnknownCodecKeyError, PayloadBrokenError, PayloadMisplacedError, CodecKeysUnavailableError */
  decode(payloads: Payload[], context?: SerializationContext): Promise<Payload[]> {
    return Promise.all(payloads.map((payload) => this.#decryptPayload(payload, context?.workflowId)));
  }

  /** @param foundIn unknown to those who look from outside, such as the codec server */
  async #decryptPayload(payload: Payload, foundIn: string | undefined): Promise<Payload> {
    const label = labelOf(payload);
    if (label === undefined) return payload;
    const key = await this.#keys.byId(label.keyId);
    if (key === undefined) throw new UnknownCodecKeyError(shown(label.keyId));
    const opened = decryptPayload(payload, key);
    refuseMisplaced(label, foundIn);
    return opened;
  }
}

function refuseMisplaced({ boundTo }: Label, foundIn: string | undefined): void {
  if (boundTo === undefined || foundIn === undefined || boundTo === foundIn) return;
  throw new PayloadMisplacedError(shown(boundTo), shown(foundIn));
}

function shown(text: string): string {
  return text.slice(0, CHARACTERS_SHOWN);
}
