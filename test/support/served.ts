/** Web applications under test, and requests to them. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';

export interface Served {
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
  /** Posts part of a body and breaks the connection. */
  readonly postAndBreakOff: (path: string, body: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts the application at a free port. */
export async function serve(listener: RequestListener | Server): Promise<Served> {
  const server = typeof listener === 'function' ? createServer(listener) : listener;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ask: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init),
    postAndBreakOff: async (path, body) => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length + 1}\r\n\r\n`;
      await new Promise<unknown>((resolve) => socket.write(head + body, resolve));
      socket.destroy();
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Calls an application without a server: a function from Request to Response. */
export function called(handle: (request: Request) => Promise<Response>): Served {
  const url = (path: string) => `https://shop.example.tw${path}`;
  return {
    ask: (path, init) => handle(new Request(url(path), init)),
    postAndBreakOff: async (path, text) => {
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(Buffer.from(text)),
        pull: () => Promise.reject(new Error('the connection broke')),
      });
      await handle(new Request(url(path), { method: 'POST', body, duplex: 'half' }));
    },
    close: async () => undefined,
  };
}
