/** Sends the bytes of a request over a connection of its own, and reads the answer. */
import { connect } from 'node:net';

/** The bytes of a request, which need not be HTTP. */
export interface RawRequest {
  readonly bytes: Buffer;
  /** Ends the client's side of the connection after the last byte, because the request is incomplete. */
  readonly halfClose: boolean;
}

/** What the server sent before the connection ended. */
export interface Exchange {
  /** Undefined if the server closed the connection without an answer. */
  readonly status: number | undefined;
  readonly text: string;
}

/** When an unanswered request counts as hanging. The servers give up on a request after ten to fifteen seconds. */
const HANG_MS = 60_000;

/**
 * Sends a request and waits until the answer is complete or the server closes the connection.
 *
 * @throws Error if neither happens.
 */
export async function exchange(port: number, { bytes, halfClose }: RawRequest): Promise<Exchange> {
  const received: Buffer[] = [];
  const read = () => readAnswer(Buffer.concat(received).toString('latin1'), bytes.subarray(0, 5).equals(HEAD));
  return await new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const hang = setTimeout(() => socket.destroy(new Error('the server neither answers nor closes')), HANG_MS);
    let failure: Error | undefined;
    socket.on('data', (chunk) => {
      received.push(chunk);
      if (read().isComplete) socket.destroy();
    });
    socket.on('end', () => socket.destroy());
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // The server closes a connection whose request it does not read to its end.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') failure = error;
    });
    socket.on('close', () => {
      clearTimeout(hang);
      if (failure === undefined) resolve(read());
      else reject(failure);
    });
    if (halfClose) socket.end(bytes);
    else socket.write(bytes);
  });
}

const HEAD = Buffer.from('HEAD ');

/** Reads the first final answer. An answer without Content-Length ends with the connection. */
function readAnswer(text: string, isHead: boolean): Exchange & { readonly isComplete: boolean } {
  const final = text.replace(/^(HTTP\/1\.1 1\d\d .*?\r\n\r\n)+/s, '');
  const [, status, length] = /^HTTP\/1\.1 (\d{3}).*?(?:\r\ncontent-length: (\d+).*?)?\r\n\r\n/is.exec(final) ?? [];
  const body = final.slice(final.indexOf('\r\n\r\n') + 4);
  const isComplete = status !== undefined && (isHead || (length !== undefined && body.length >= Number(length)));
  return { status: status === undefined ? undefined : Number(status), text: final, isComplete };
}
