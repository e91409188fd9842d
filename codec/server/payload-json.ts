import type { Payload } from '@temporalio/common';
import { z } from 'zod';

const bytes = z.base64();

/** A payload as JSON, bytes in Base64: what the Web UI and the `temporal` command send. More fields may come later. */
const PAYLOAD = z.looseObject({ metadata: z.record(z.string(), bytes).default({}), data: bytes.default('') });
const BODY = z.object({ payloads: z.array(PAYLOAD) });

export type JsonPayload = z.output<typeof PAYLOAD>;

/** @returns undefined for a body that is none. */
export function readPayloads(body: unknown): JsonPayload[] | undefined {
  return BODY.safeParse(body).data?.payloads;
}

export function fromJson({ metadata, data }: JsonPayload): Payload {
  const entries = Object.entries(metadata).map(([key, text]) => [key, Buffer.from(text, 'base64')]);
  return { metadata: Object.fromEntries(entries) as Record<string, Buffer>, data: Buffer.from(data, 'base64') };
}

export function toJson({ metadata, data }: Payload): JsonPayload {
  const entries = Object.entries(metadata ?? {}).map(([key, value]) => [key, base64(value)]);
  return { metadata: Object.fromEntries(entries) as Record<string, string>, data: base64(data) };
}

function base64(value: Uint8Array | null | undefined): string {
  return Buffer.from(value ?? []).toString('base64');
}
