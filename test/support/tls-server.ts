import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificates.js';

/** An HTTPS server that counts the requests it receives, and answers each with 204. */
export class TlsServer {
  /** No request arrives from a client that refuses the certificate. */
  requests = 0;
  readonly #server;

  private constructor(certificate: Certificate) {
    this.#server = createServer({ ...certificate }, (_request, response) => {
      this.requests += 1;
      response.writeHead(204).end();
    });
  }

  static async start(certificate: Certificate): Promise<TlsServer> {
    const server = new TlsServer(certificate);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
