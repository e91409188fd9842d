import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface LocalServer {
  readonly url: string;
  /** Requests that arrived whole. */
  readonly requests: readonly { path: string; headers: IncomingMessage['headers']; body: string }[];
  /** Connections that were made. */
  readonly connections: number;
  close(): Promise<void>;
}

export type Answer = (response: ServerResponse, request: { path: string; body: string; socket: Socket }) => void;

/** Starts an HTTP server on a free port. It calls `answer` after each complete request. */
export async function serve(answer: Answer): Promise<LocalServer> {
  const requests: { path: string; headers: IncomingMessage['headers']; body: string }[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [path, body] = [request.url ?? '', Buffer.concat(chunks).toString()];
      requests.push({ path, headers: request.headers, body });
      answer(response, { path, body, socket: request.socket });
    });
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get connections() {
      return connections;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
