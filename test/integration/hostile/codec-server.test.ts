/**
 * Hostile requests to the codec server, a process as `npm run codec` starts it. Half of the callers have the token.
 * Settings: `ECTICKET_HOSTILE_RUNS` and `ECTICKET_HOSTILE_SEED`.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import fc from 'fast-check';
import { EncryptionCodec, parseCodecKeys } from '../../../codec/index.js';
import { toJson, type JsonPayload } from '../../../codec/server/json-payload.js';
import { codecBodies } from './codec-bodies.js';
import { announce, flood, RUNS, TIME_LIMIT } from './flood.js';
import { hostileRequests } from './requests.js';
import { startServer, type ServerProcess } from './server-process.js';

const TOKEN = randomBytes(32).toString('hex');
const KEY = `a:${randomBytes(32).toString('base64')}`;
const BODY_LIMIT = 8 * 1024 * 1024;

/** Personal data, encrypted with the server's key as in the history of an order. */
const secret = defaultPayloadConverter.toPayload('王珊珊, 0912345678');
const secretText = Buffer.from(secret.data ?? []).toString('base64');

let server: ServerProcess;
let encrypted: JsonPayload;

beforeAll(async () => {
  server = await startServer('codec/main', {
    ECTICKET_ENV: 'production',
    ECTICKET_CODEC_KEYS: KEY,
    ECTICKET_CODEC_TOKEN: TOKEN,
  });
  const workflowId = 'ecticket/3085676/Hostile1';
  const context = { type: 'workflow', namespace: 'default', workflowId } as const;
  const [payload] = await new EncryptionCodec(parseCodecKeys(KEY)).encode([secret], context);
  encrypted = toJson(payload ?? {});
});

afterAll(() => server.kill());

const authorized = [`Authorization: Bearer ${TOKEN}`, 'Content-Type: application/json'];
const callers = fc.oneof(
  { weight: 3, arbitrary: fc.constant(authorized) },
  fc.constantFrom(
    ...[[], ['Authorization: Bearer '], ['Authorization: Bearer __proto__'], [`Authorization: ${TOKEN}`]],
    [`Authorization: Bearer ${TOKEN.slice(1)}`, 'Content-Type: application/json'],
    [`Authorization: Bearer ${TOKEN.toUpperCase()}x`, 'Content-Type: application/json'],
    [`Authorization: Bearer ${'x'.repeat(8000)}`],
  ),
);

announce('Hostile requests to the codec server');
test(
  `${RUNS} hostile requests to the codec server: nothing is decrypted, and its memory returns`,
  async () => {
    const decode = async (token: string) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ payloads: [encrypted] });
      return await (await fetch(`${server.url}/decode`, { method: 'POST', headers, body })).text();
    };
    const requests = hostileRequests({
      paths: ['/decode', '/decode', '/encode'],
      bodies: codecBodies(BODY_LIMIT, encrypted),
      headers: callers,
    });
    const slowHeads = [['POST /decode HTTP/1.1', ...authorized], ['POST / HTTP/1.1']];
    const answers = await flood(server, { requests, slowHeads }, ({ status, text }, { bytes }) => {
      expect(text).not.toContain(secretText);
      expect(text).not.toContain('0912345678');
      const isAuthorized = bytes.includes(`Bearer ${TOKEN}\r\n`);
      // An unencrypted payload is answered as it is. A busy machine may need more than the five seconds of a request.
      const more = isAuthorized ? [200, 503] : [];
      expect([undefined, 400, 401, 403, 404, 405, 413, 415, 417, 431, 501, 505, ...more]).toContain(status);
    });
    // The requests have reached the decryption.
    expect(answers).toMatchObject({ 200: expect.any(Number), 400: expect.any(Number), 401: expect.any(Number) });

    // Afterwards, the server decrypts for a caller with the token, and for no other.
    expect(await decode(TOKEN)).toContain(secretText);
    expect(await decode(KEY)).not.toContain(secretText);
    expect(await server.stop()).toBe(0);
  },
  TIME_LIMIT,
);
