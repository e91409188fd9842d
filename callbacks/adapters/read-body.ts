import { withTimeout, TimeoutExceeded } from '../with-timeout.js';
import { BODY_LIMIT } from '../limits.js';

/** A body must have come in whole by then. Milliseconds. */
export const READ_WITHIN = 10_000;

/** Why there is no body. */
export class UnreadBody extends Error {
  override readonly name = 'UnreadBody';

  constructor(readonly reason: 'tooLarge' | 'tooSlow' | 'brokenOff') {
    super(reason);
  }
}

/**
 * The bytes of a body, read no further than `BODY_LIMIT` and no longer than `READ_WITHIN`.
 *
 * @throws UnreadBody
 */
export async function readBody(chunks: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  try {
    return await withTimeout(READ_WITHIN, collect(chunks));
  } catch (error) {
    if (error instanceof UnreadBody) throw error;
    throw new UnreadBody(error instanceof TimeoutExceeded ? 'tooSlow' : 'brokenOff');
  }
}

async function collect(chunks: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
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
