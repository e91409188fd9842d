import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { codecKey, EncryptionCodec, parseCodecKeys } from '../../../codec/index.js';
import { anyOf, anyone, bearerToken, createCodecServer, type CodecServerOptions } from '../../../codec/server/index.js';

const UI = 'https://temporal.shop.example';
const TOKEN = randomBytes(32).toString('hex');
const KEY = randomBytes(32);
const codecKeys = parseCodecKeys(`a:${KEY.toString('base64')}`);
const SECRET = '王珊珊';

interface JsonPayload {
  readonly metadata: Record<string, string>;
  readonly data: string;
}

/** Sends a request as the Web UI does. */
function asker(options: Partial<CodecServerOptions> = {}) {
  const log: object[] = [];
  const line = (fields: object, message: string) => void log.push({ ...fields, message });
  const server = createCodecServer({
    codecKeys,
    authorize: anyone,
    origins: [UI],
    log: { info: line, warn: line, error: line },
    ...options,
  });
  const ask = async (url: string, payloads: unknown, headers: Record<string, string> = {}) =>
    await server.inject({
      method: 'POST',
      url: `${url}?preserveStorageRefs=true`,
      headers: { 'content-type': 'application/json', 'x-namespace': 'shop', ...headers },
      payload: typeof payloads === 'string' ? payloads : JSON.stringify({ payloads }),
    });
  return { server, ask, log };
}

function json({ metadata, data }: Payload): JsonPayload {
  const entries = Object.entries(metadata ?? {}).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  return {
    metadata: Object.fromEntries(entries) as Record<string, string>,
    data: Buffer.from(data ?? []).toString('base64'),
  };
}

const plain = json(defaultPayloadConverter.toPayload(SECRET));

async function encrypted(key = codecKeys): Promise<JsonPayload> {
  const [payload] = await new EncryptionCodec(key).encode([defaultPayloadConverter.toPayload(SECRET)]);
  return json(payload ?? {});
}

const textOf = ({ data }: JsonPayload) => JSON.parse(Buffer.from(data, 'base64').toString()) as unknown;
const payloadsOf = (response: { json: () => unknown }) => (response.json() as { payloads: JsonPayload[] }).payloads;

describe('decode', () => {
  test('decrypts encrypted payloads and returns others unchanged', async () => {
    const { ask } = asker();
    const strange = { ...plain, externalPayloads: [{ sizeBytes: '3' }] };
    const response = await ask('/decode', [await encrypted(), strange]);
    expect(response.statusCode).toBe(200);
    expect(payloadsOf(response)).toEqual([plain, strange]);
  });

  test('decrypts payloads that are bound to an order', async () => {
    const context = { type: 'workflow', namespace: 'shop', workflowId: 'ecticket/3085676/A1' } as const;
    const [bound] = await new EncryptionCodec(codecKeys).encode([defaultPayloadConverter.toPayload(SECRET)], context);
    expect(payloadsOf(await asker().ask('/decode', [json(bound ?? {})]))).toEqual([plain]);
  });

  test('a payload that does not decrypt becomes a text; the others decrypt', async () => {
    const { ask, log } = asker();
    const otherKey = await encrypted([codecKey('retired', randomBytes(32))]);
    const broken = { ...(await encrypted()), data: 'AAAA' };
    const [first, second, third] = payloadsOf(await ask('/decode', [otherKey, broken, await encrypted()]));
    expect(textOf(first ?? plain)).toMatch(/^Not decrypted: No codec key has the id "retired"\. Add the key again/);
    expect(textOf(second ?? plain)).toMatch(/^Not decrypted: A payload with the key id "a" does not decrypt/);
    expect(third).toEqual(plain);
    expect(log).toMatchObject([{ payloads: 3, failed: ['UNKNOWN_CODEC_KEY', 'PAYLOAD_BROKEN'], status: 200 }]);
  });

  test('without any key, plain payloads pass', async () => {
    const server = createCodecServer({ authorize: anyone, encode: 'allow' });
    const inject = (url: string, payloads: unknown[]) => server.inject({ method: 'POST', url, payload: { payloads } });
    expect(payloadsOf(await inject('/decode', [plain]))).toEqual([plain]);
    expect(payloadsOf(await inject('/encode', [plain]))).toEqual([plain]);
    expect(textOf(payloadsOf(await inject('/decode', [await encrypted()]))[0] ?? plain)).toMatch(
      /No codec key has the id "a"/,
    );
  });

  test('reports that the key service is down, and decrypts again when it is back', async () => {
    let down = true;
    const { ask } = asker({
      codecKeys: () => (down ? Promise.reject(new Error('ECONNREFUSED')) : Promise.resolve(codecKeys)),
    });
    const response = await ask('/decode', [await encrypted()]);
    expect(response.statusCode).toBe(503);
    expect(response.body).toMatch(/codecKeys function failed.* Check that the key service is reachable/);
    down = false;
    expect(payloadsOf(await ask('/decode', [await encrypted()]))).toEqual([plain]);
  });

  test.each([
    ['no JSON', 'payloads'],
    ['no payloads', '{}'],
    ['payloads that are none', '{"payloads":[7]}'],
    ['no Base64', '{"payloads":[{"metadata":{},"data":"*"}]}'],
    ['metadata that is no map', '{"payloads":[{"metadata":"a","data":""}]}'],
    ['a prototype', '{"payloads":[{"metadata":{"__proto__":"YQ=="},"data":""}]}'],
    ['nothing', ''],
  ])('%s is refused with a message', async (_what, body) => {
    const response = await asker().ask('/decode', body);
    expect([response.statusCode, response.headers['content-type']]).toEqual([400, 'text/plain; charset=utf-8']);
    expect(response.body).not.toMatch(/at .*\.ts/);
  });

  test('a body larger than Temporal’s largest event is cut off', async () => {
    const { ask } = asker();
    expect((await ask('/decode', [{ ...plain, data: 'a'.repeat(6 * 1024 * 1024) }])).statusCode).toBe(200);
    const response = await ask('/decode', [{ ...plain, data: 'a'.repeat(9 * 1024 * 1024) }]);
    expect([response.statusCode, response.body]).toEqual([413, 'The body is larger than 8 MiB.\n']);
  });
});

describe('encode', () => {
  test('is refused unless allowed', async () => {
    const response = await asker().ask('/encode', [plain]);
    expect(response.statusCode).toBe(403);
    expect(response.body).toContain('only decodes');
  });

  test('encrypts with the workers’ key', async () => {
    const [payload] = payloadsOf(await asker({ encode: 'allow' }).ask('/encode', [plain]));
    expect(JSON.stringify(payload)).not.toContain(plain.data);
    expect(payloadsOf(await asker().ask('/decode', [payload]))).toEqual([plain]);
  });
});

describe('authorization', () => {
  test('refuses callers without the token or with another', async () => {
    const { ask } = asker({ authorize: bearerToken(TOKEN) });
    const answers = [];
    for (const authorization of [undefined, `Bearer ${TOKEN}x`, TOKEN, `Basic ${TOKEN}`, 'Bearer', `Bearer ${TOKEN}`]) {
      answers.push((await ask('/decode', [await encrypted()], authorization ? { authorization } : {})).statusCode);
    }
    expect(answers).toEqual([401, 403, 403, 403, 403, 200]);
  });

  test('the merchant’s own check receives headers, namespace and operation, and names the caller', async () => {
    const asked: unknown[] = [];
    const { ask, log } = asker({
      encode: 'allow',
      authorize: async ({ operation, namespace, headers }) => {
        asked.push([operation, namespace]);
        return Promise.resolve(headers.cookie === 'session=1' && operation === 'decode' ? 'angela' : undefined);
      },
    });
    expect((await ask('/decode', [plain], { cookie: 'session=1' })).statusCode).toBe(200);
    expect((await ask('/encode', [plain], { cookie: 'session=1' })).statusCode).toBe(401);
    expect(asked).toEqual([
      ['decode', 'shop'],
      ['encode', 'shop'],
    ]);
    expect(log).toMatchObject([
      { caller: 'angela', namespace: 'shop', operation: 'decode', payloads: 1 },
      { status: 401 },
    ]);
  });

  test('a failing check authorizes nobody', async () => {
    const { ask, log } = asker({ authorize: () => Promise.reject(new Error('the directory is down')) });
    const response = await ask('/decode', [await encrypted()]);
    expect(response.statusCode).toBe(503);
    expect(response.body).not.toContain('directory');
    expect(log).toMatchObject([{ error: { message: 'the directory is down' } }, { status: 503 }]);
  });

  test('either of two checks authorizes', async () => {
    const { ask } = asker({ authorize: anyOf(bearerToken('other'), bearerToken(TOKEN)) });
    expect((await ask('/decode', [plain], { authorization: `Bearer ${TOKEN}` })).statusCode).toBe(200);
  });

  test('the body is read only after authorization', async () => {
    const response = await asker({ authorize: bearerToken(TOKEN) }).ask('/decode', 'no JSON at all');
    expect(response.statusCode).toBe(401);
  });
});

describe('from a browser', () => {
  const preflight = (origin: string) =>
    asker().server.inject({
      method: 'OPTIONS',
      url: '/decode',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,authorization-extras,content-type,x-namespace',
      },
    });

  test('a page of the Web UI is allowed', async () => {
    const { headers, statusCode } = await preflight(UI);
    expect(statusCode).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': UI,
      'access-control-allow-methods': 'POST',
      'access-control-allow-credentials': 'true',
    });
    const allowed = String(headers['access-control-allow-headers']).toLowerCase().split(', ');
    expect(allowed).toEqual(
      expect.arrayContaining(['authorization', 'authorization-extras', 'content-type', 'x-namespace']),
    );
    const answer = await asker().ask('/decode', [plain], { origin: UI });
    expect([answer.statusCode, answer.headers['access-control-allow-origin']]).toEqual([200, UI]);
  });

  test.each(['https://evil.example', 'https://temporal.shop.example.evil.example', 'null', `${UI}:8443`])(
    'a page of %s is not allowed, and its body is not read',
    async (origin) => {
      const { headers, statusCode } = await preflight(origin);
      expect([statusCode, headers['access-control-allow-origin']]).toEqual([403, undefined]);
      const answer = await asker().ask('/decode', [await encrypted()], { origin });
      expect([answer.statusCode, answer.headers['access-control-allow-origin']]).toEqual([403, undefined]);
    },
  );
});

test('the access log contains no payloads and no tokens', async () => {
  const { ask, log } = asker({ authorize: bearerToken(TOKEN), encode: 'allow' });
  const authorization = `Bearer ${TOKEN}`;
  await ask('/decode', [await encrypted(), plain], { authorization });
  await ask('/encode', [plain], { authorization });
  await ask('/decode', `{"payloads":"${SECRET}"}`, { authorization });
  await ask('/decode', [plain], { authorization: `Bearer ${SECRET}` });
  const written = JSON.stringify(log);
  for (const text of [SECRET, plain.data, TOKEN, KEY.toString('base64')]) expect(written).not.toContain(text);
  expect(log).toHaveLength(4);
});

test('anyone can call healthz', async () => {
  const { server } = asker({ authorize: bearerToken(TOKEN) });
  expect((await server.inject('/healthz')).statusCode).toBe(200);
  expect((await server.inject('/')).statusCode).toBe(404);
});
