/** The resources that one request may use on the codec server, and the caching of its answers. */
import { randomBytes } from 'node:crypto';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, jest, test } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import { EncryptionCodec, parseCodecKeys } from '../../../codec/index.js';
import { processInBatches } from '../../../codec/server/process-in-batches.js';
import { anyone, bearerToken, createCodecServer, type CodecServerOptions } from '../../../codec/server/index.js';
import { toJson, type JsonPayload } from '../../../codec/server/json-payload.js';

const UI = 'https://temporal.shop.example';
const codecKeys = parseCodecKeys(`a:${randomBytes(32).toString('base64')}`);
const plain = toJson(defaultPayloadConverter.toPayload('王珊珊'));

function codecServer(options: Partial<CodecServerOptions> = {}) {
  return createCodecServer({ codecKeys, authorize: anyone, origins: [UI], ...options });
}

function asker(server: ReturnType<typeof codecServer>) {
  return async (url: string, payloads: readonly unknown[]) =>
    await server.inject({ method: 'POST', url, payload: { payloads } });
}

async function encrypted(): Promise<JsonPayload> {
  const [payload] = await new EncryptionCodec(codecKeys).encode([defaultPayloadConverter.toPayload('王珊珊')]);
  return toJson(payload ?? {});
}

/** On a busy machine, so many payloads take longer than a request may. */
async function withStoppedClock<T>(work: () => Promise<T>): Promise<T> {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  try {
    return await work();
  } finally {
    jest.useRealTimers();
  }
}

describe('limits of one request', () => {
  test.each(['/decode', '/encode'])('%s takes five thousand payloads, and no more', async (path) => {
    const ask = asker(codecServer({ encode: 'allow' }));
    const payloads = Array<JsonPayload>(5001).fill(plain);
    const answer = await ask(path, payloads);
    expect([answer.statusCode, answer.body]).toEqual([
      413,
      'The request has 5001 payloads: send at most 5000 per request.\n',
    ]);
    const largest = await withStoppedClock(() => ask(path, payloads.slice(1)));
    expect([largest.statusCode, largest.json<{ payloads: unknown[] }>().payloads.length]).toEqual([200, 5000]);
  });

  test('a payload that decompresses beyond the limit is refused', async () => {
    const large = defaultPayloadConverter.toPayload('a'.repeat(4 * 1024 * 1024));
    const [payload] = (await new EncryptionCodec(codecKeys).encode([large])).map(toJson);
    const answer = await asker(codecServer())('/decode', Array(7).fill(payload));
    expect([answer.statusCode, answer.body]).toEqual([
      413,
      'The answer is larger than 32 MiB: send fewer payloads per request.\n',
    ]);
  });

  test('a field that Temporal may add passes, and one that nests deeply is refused', async () => {
    const ask = asker(codecServer());
    const more = { ...plain, externalPayloads: [{ sizeBytes: '1' }] };
    expect((await ask('/decode', [more])).json()).toEqual({ payloads: [more] });
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const answer = await codecServer().inject({
      ...{ method: 'POST', url: '/decode', headers: { 'content-type': 'application/json' } },
      payload: `{"payloads":[{"metadata":{},"data":"","more":${deep}}]}`,
    });
    expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining('The body is not {"payloads":')]);
  });

  test('other requests are served during a large one', async () => {
    const server = codecServer();
    const ask = asker(server);
    const ends: string[] = [];
    const large = ask('/decode', Array(5000).fill(await encrypted())).then(() => ends.push('large'));
    const small = ask('/decode', [await encrypted()]).then(() => ends.push('small'));
    await server.inject('/healthz').then(() => ends.push('health'));
    await Promise.all([large, small]);
    expect(ends.at(-1)).toBe('large');
  });

  test('it ends after five seconds', async () => {
    let done = 0;
    const work = () =>
      processInBatches(Array(5000).fill({ ...plain }), async (payload) => {
        done += 1;
        jest.advanceTimersByTime(10);
        return Promise.resolve({ payload });
      });
    await expect(withStoppedClock(work)).rejects.toMatchObject({
      statusCode: 503,
      message: expect.stringContaining('fewer payloads'),
    });
    expect(done).toBe(501);
  });
});

describe('no answer may be cached', () => {
  test.each([
    ['what is decrypted', 200, (server: Server) => decode(server, JSON.stringify({ payloads: [plain] }))],
    ['a refusal', 400, (server: Server) => decode(server, 'no JSON')],
    ['one of who asks', 401, () => decode(createCodecServer({ authorize: bearerToken('f0'.repeat(32)) }), '{}')],
    ['a request from another page', 403, (server: Server) => decode(server, '{}', { origin: 'https://evil.example' })],
    ['one of another address', 404, (server: Server) => server.inject('/')],
    ['one of an address that cannot be read', 400, (server: Server) => server.inject('/%E0%A4%A')],
    ['one of what is too large', 413, (server: Server) => decode(server, 'a'.repeat(9 * 1024 * 1024))],
    ['one of a content type', 415, (server: Server) => decode(server, '{}', { 'content-type': 'text/plain' })],
    ['its health', 200, (server: Server) => server.inject('/healthz')],
    [
      'a preflight request',
      204,
      (server: Server) =>
        server.inject({
          method: 'OPTIONS',
          url: '/decode',
          headers: { origin: UI, 'access-control-request-method': 'POST' },
        }),
    ],
  ])('%s (%i)', async (_what, status, ask) => {
    const { statusCode, headers } = await ask(codecServer());
    expect([statusCode, headers['cache-control']]).toEqual([status, 'no-store']);
  });

  test('a request that is not HTTP', async () => {
    const server = codecServer();
    await server.listen({ port: 0, host: '127.0.0.1' });
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
    socket.end('\u0000 not http\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 .*\r\nCache-Control: no-store\r\n/);
    await server.close();
  });

  type Server = ReturnType<typeof codecServer>;

  function decode(server: Server, payload: string, headers: Record<string, string> = {}) {
    return server.inject({
      method: 'POST',
      url: '/decode',
      headers: { 'content-type': 'application/json', ...headers },
      payload,
    });
  }
});
