/** An HTTP proxy between the workers and the sandbox. It changes replies to what the sandbox itself never answers. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { encryptAndSign, verifyAndDecrypt, type SignedData } from '../../ecticket/index.js';
import { ISSUE_ONLY, stageKeys } from './callback-requests.js';

/** Decrypted Data of a reply. */
export type Data = Readonly<Record<string, unknown>>;

/** Replaces the whole body of a reply, or its decrypted Data. */
export type ReplyChange = { readonly body: string } | { readonly data: (data: Data) => Data };

export class ProviderFront {
  /** The sandbox's address. */
  target = '';
  /** By an endpoint's path, or `*` for every endpoint. */
  changes: Readonly<Record<string, ReplyChange>> = {};

  private constructor(private readonly server: ReturnType<typeof createServer>) {}

  static async start(): Promise<ProviderFront> {
    const server = createServer();
    const front = new ProviderFront(server);
    server.on('request', (request, response: ServerResponse) => {
      void text(request).then((body) => front.#answer(request.url ?? '/', body, response));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  async #answer(path: string, body: string, response: ServerResponse): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const aborted = new AbortController();
    response.on('close', () => aborted.abort());
    const options = { method: 'POST', headers, body, signal: aborted.signal };
    // The sandbox has cut the connection, or the worker has: cut the other side too.
    const reply = await fetch(this.target + path, options).catch(() => response.destroy());
    if (!(reply instanceof Response)) return;
    response.writeHead(reply.status, headers).end(changed(await reply.text(), this.changes[path] ?? this.changes['*']));
  }
}

function changed(body: string, change: ReplyChange | undefined): string {
  if (change === undefined) return body;
  if ('body' in change) return change.body;
  const envelope = JSON.parse(body) as SignedData;
  const keys = stageKeys(ISSUE_ONLY);
  const data = verifyAndDecrypt(envelope, [keys]).value as Data;
  return JSON.stringify({ ...envelope, ...encryptAndSign(change.data(data), keys) });
}
