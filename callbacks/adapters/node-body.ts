import type { Readable } from 'node:stream';
import type { Posted } from '../receiver.js';
import { ParsedBodyError } from './parsed-body-error.js';
import { readBody } from './read-body.js';

/**
 * The body of a request that Node reads. `found` is what a body parser left, if one was there: bytes and text are as
 * good as the stream.
 *
 * @throws ParsedBodyError, UnreadBody
 */
export async function readNodeBody(stream: Readable, found?: unknown): Promise<Posted['body']> {
  if (!stream.readableDidRead && !stream.readableEnded) {
    try {
      // Destroyed, a request loses its socket, which an access log may want to ask.
      return await readBody(stream.iterator({ destroyOnReturn: false }));
    } finally {
      // Of a request that was read in part, Node does not read the rest, and the connection would serve no other.
      stream.resume();
    }
  }
  if (typeof found === 'string' || found instanceof Uint8Array) return found;
  throw new ParsedBodyError(
    "Place it before express.json() and whatever else reads bodies; express.raw({ type: '*/*' }) may come first.",
  );
}
