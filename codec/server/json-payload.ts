/** Payloads as JSON with bytes in Base64, as the Web UI and the `temporal` command send them. */
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { z } from 'zod';
import { labelOf } from '../encrypted-payload.js';
import type { EncryptionCodec } from '../encryption-codec.js';
import { CodecKeysUnavailableError } from '../errors/codec-keys-unavailable-error.js';
import { PayloadBrokenError } from '../errors/payload-broken-error.js';
import { UnknownCodecKeyError } from '../errors/unknown-codec-key-error.js';

const bytes = z.base64();

/** Levels of a field that this version has no name for. The answer repeats it; JSON.stringify fails at thousands. */
const MAX_LEVELS = 16;

/** Later versions of Temporal may add fields. */
const PAYLOAD = z
  .object({ metadata: z.record(z.string(), bytes).default({}), data: bytes.default('') })
  .catchall(z.unknown().refine((value) => nestsUpTo(value, MAX_LEVELS)));
const BODY = z.object({ payloads: z.array(PAYLOAD) });

export type JsonPayload = z.output<typeof PAYLOAD>;

/** Reads the payloads of a request body. Returns undefined if the body is not valid. */
export function readPayloads(body: unknown): JsonPayload[] | undefined {
  return BODY.safeParse(body).data?.payloads;
}

function nestsUpTo(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => nestsUpTo(inner, levels - 1));
}

export function fromJson({ metadata, data }: JsonPayload): Payload {
  const entries = Object.entries(metadata).map(([key, text]) => [key, Buffer.from(text, 'base64')]);
  return { metadata: Object.fromEntries(entries) as Record<string, Buffer>, data: Buffer.from(data, 'base64') };
}

export function toJson({ metadata, data }: Payload): JsonPayload {
  const entries = Object.entries(metadata ?? {}).map(([key, value]) => [key, base64(value)]);
  return { metadata: Object.fromEntries(entries) as Record<string, string>, data: base64(data) };
}

/** A decoded payload. If decryption failed, its content is the reason. */
export interface DecodedPayload {
  readonly payload: JsonPayload;
  /** The code of the error, if decryption failed. */
  readonly failed?: string;
}

/**
 * Decrypts a payload. If that fails, returns a text payload with the reason, because an error would hide all other
 * payloads of the request, and with them the rest of the history.
 *
 * @param codec undefined without keys: then only unencrypted payloads are readable
 * @throws CodecKeysUnavailableError
 */
export async function decodePayload(payload: JsonPayload, codec: EncryptionCodec | undefined): Promise<DecodedPayload> {
  const encrypted = fromJson(payload);
  const label = labelOf(encrypted);
  if (label === undefined) return { payload };
  try {
    if (codec === undefined) throw new UnknownCodecKeyError(label.keyId.slice(0, 64));
    const [decrypted] = await codec.decode([encrypted]);
    return { payload: toJson(decrypted ?? {}) };
  } catch (error) {
    if (error instanceof CodecKeysUnavailableError) throw error;
    if (error instanceof UnknownCodecKeyError || error instanceof PayloadBrokenError) return toReasonPayload(error);
    throw error;
  }
}

/** Every place in a history can show a text payload. */
function toReasonPayload({ code, message }: UnknownCodecKeyError | PayloadBrokenError): DecodedPayload {
  const text = defaultPayloadConverter.toPayload(`Not decrypted: ${message}`);
  return { payload: toJson(text), failed: code };
}

function base64(value: Uint8Array | null | undefined): string {
  return Buffer.from(value ?? []).toString('base64');
}
