import { deflateSync, inflateSync } from 'node:zlib';
import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

/** As the zlib codec of Temporal's Go SDK calls and writes it: the whole payload, as a message. */
const ENCODING = 'binary/zlib';

/** Bytes. Temporal takes payloads of 2 MiB: what grows beyond this on opening was not written by us. */
const LARGEST = 64 * 1024 * 1024;

/** The payload in fewer bytes, or as it is where that makes none: ticket lists repeat themselves (docs/decisions/0014). */
export function compressed(payload: Payload): Payload {
  const message = PayloadMessage.encode(payload).finish();
  const smaller = { metadata: { encoding: Buffer.from(ENCODING) }, data: deflateSync(message) };
  // What somebody else has compressed is wrapped all the same, so that opening takes off just what we put on.
  return isCompressed(payload) || sizeOf(smaller) < message.length ? smaller : payload;
}

/** @throws Error for a payload that was not compressed as it says. */
export function decompressed(payload: Payload): Payload {
  if (!isCompressed(payload)) return payload;
  return PayloadMessage.decode(inflateSync(payload.data ?? new Uint8Array(), { maxOutputLength: LARGEST }));
}

function isCompressed({ metadata }: Payload): boolean {
  return Buffer.from(metadata?.['encoding'] ?? []).toString() === ENCODING;
}

function sizeOf(payload: Payload): number {
  return PayloadMessage.encode(payload).finish().length;
}
