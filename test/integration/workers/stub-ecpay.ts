/** A stub of ECPay for tests that need a pending or a refused call, and no stored orders. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HashKeyPair, encryptAndSignText, STAGE_MERCHANTS } from '../../../ecticket/index.js';

export interface StubECPay {
  readonly url: string;
  /** The paths that were called, in order. */
  readonly calls: string[];
  /** Resolves when `path` is called for the first time. */
  called(path: string): Promise<void>;
  close(): Promise<void>;
}

/** @param answer returns the Data of the response to a call at `path`; the response waits for it */
export async function startStubECPay(answer: (path: string) => Promise<object> | object): Promise<StubECPay> {
  const calls: string[] = [];
  const waiting: { path: string; resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    calls.push(path);
    for (const each of waiting) if (each.path === path) each.resolve();
    request.resume();
    request.on('end', () => {
      void Promise.resolve(answer(path)).then((data) => response.end(JSON.stringify(reply(data))));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    called: (path) =>
      calls.includes(path) ? Promise.resolve() : new Promise((resolve) => waiting.push({ path, resolve })),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function reply(data: object): object {
  const [{ hashKey, hashIv }] = STAGE_MERCHANTS['3085676'].keys;
  return {
    PlatformID: null,
    MerchantID: '3085676',
    RpHeader: { Timestamp: 1_795_330_000 },
    TransCode: 1,
    TransMsg: 'Success',
    ...encryptAndSignText(JSON.stringify(data), new HashKeyPair(hashKey, hashIv)),
  };
}
