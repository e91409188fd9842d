/** Reads request bodies, with limits for their size and duration. */
import { TimeoutExceeded, withTimeout } from './timeout.js';

/** The largest body, in bytes. ECPay's callbacks have a few hundred, its payment notifications one or two thousand. */
export const BODY_LIMIT = 64 * 1024;

/** How long a body may take to arrive. */
export const READ_TIMEOUT_MS = 10_000;

/** A body was not read completely. */
export class UnreadBody extends Error {
  override readonly name = 'UnreadBody';

  constructor(readonly reason: 'tooLarge' | 'tooSlow' | 'brokenOff') {
    super(reason);
  }
}

/**
 * Reads the bytes of a body, up to {@link BODY_LIMIT} and {@link READ_TIMEOUT_MS}.
 *
 * @throws UnreadBody if a limit is exceeded or the connection breaks.
 */
export async function readBody(chunks: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  try {
    return await withTimeout(READ_TIMEOUT_MS, collectChunks(chunks));
  } catch (error) {
    if (error instanceof UnreadBody) throw error;
    throw new UnreadBody(error instanceof TimeoutExceeded ? 'tooSlow' : 'brokenOff');
  }
}

/** Decodes a body; undefined if it is not valid UTF-8. */
export function decodeBody(body: Uint8Array | string): string | undefined {
  if (typeof body === 'string') return body;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

async function collectChunks(chunks: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const part = Buffer.from(chunk);
    size += part.byteLength;
    if (size > BODY_LIMIT) throw new UnreadBody('tooLarge');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
