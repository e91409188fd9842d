/** Clients that hold a connection: they send little or nothing, and never close it. */
import { connect } from 'node:net';

/** Connections of each kind. */
const CLIENTS = 5;
/** Milliseconds between two pieces. */
const PAUSE_MS = 500;

interface SlowClient {
  /** What it sends at once. */
  readonly start: string;
  /** What it repeats, once per pause. */
  readonly repeat?: string;
  readonly halfClose?: true;
}

/** @param head A request line and headers, without the empty line at their end. */
function slowClients(head: string): readonly SlowClient[] {
  const body = `${head}Content-Length: 1000\r\n\r\n{`;
  return [
    { start: '' },
    { start: head },
    { start: head, halfClose: true },
    { start: head, repeat: 'X-Slow: 1\r\n' },
    { start: body },
    { start: body, halfClose: true },
    { start: body, repeat: ' ' },
    { start: `${head}Transfer-Encoding: chunked\r\n\r\n`, repeat: '1\r\n{\r\n' },
    { start: 'not HTTP\r\n\r\n', repeat: 'x' },
  ];
}

/**
 * Opens connections of every kind.
 *
 * @param heads Request lines with headers.
 * @returns A function that closes those that are still open on this side.
 */
export function openSlowClients(port: number, heads: readonly (readonly string[])[]): () => void {
  const clients = heads.flatMap((lines) => slowClients([...lines, 'Host: localhost', ''].join('\r\n')));
  const closes = clients.flatMap((client) => Array.from({ length: CLIENTS }, () => openSlowClient(port, client)));
  return () => {
    for (const close of closes) close();
  };
}

function openSlowClient(port: number, { start, repeat, halfClose }: SlowClient): () => void {
  // It does not close its side when the server closes the other.
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined).resume();
  if (halfClose) socket.end(start);
  else socket.write(start);
  const repetition = setInterval(() => {
    if (repeat !== undefined && socket.writable) socket.write(repeat);
  }, PAUSE_MS);
  return () => {
    clearInterval(repetition);
    socket.destroy();
  };
}
