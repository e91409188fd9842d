import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { ServerResponse } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { encryptAndSign, type Timeouts } from '../../../ecticket/index.js';
import { VECTOR_KEYS } from './keys.js';
import { serve, type Answer } from './local-server.js';
import { afterThisTest, apiAt, failureOf, NOW, REF, replyEnvelope, serving } from './support.js';

const MINUTE = 60_000;
const GOOD = replyEnvelope(encryptAndSign({ RtnCode: 1, RtnMsg: 'ok', Status: 1 }, VECTOR_KEYS));

/** Returns the error of a query to a server with this answer. No request is ever sent twice. */
async function failureAt(answer: Answer, timeouts: Partial<Timeouts> = {}): Promise<unknown> {
  const server = await serving(answer);
  const failure = await failureOf(() => apiAt(server.url, { timeouts }).queryIssueResult(REF));
  expect(server.requests).toHaveLength(1);
  return failure;
}

describe('no connection came about: nothing was sent', () => {
  const cannotConnect = (systemCode: unknown) =>
    expect.objectContaining({ name: 'CannotConnectError', code: 'CANNOT_CONNECT', systemCode });

  test('nobody listens', async () => {
    const server = await serve(() => undefined);
    await server.close();
    expect(await failureOf(() => apiAt(server.url).queryIssueResult(REF))).toEqual(cannotConnect('ECONNREFUSED'));
  });

  test('the host has no address', async () => {
    const failure = await failureOf(() => apiAt('http://nobody.invalid').queryIssueResult(REF));
    expect(failure).toEqual(cannotConnect(expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/)));
  });

  test('the other side speaks no TLS', async () => {
    const server = await serving(() => undefined);
    const failure = await failureOf(() => apiAt(server.url.replace('http:', 'https:')).queryIssueResult(REF));
    expect(failure).toEqual(cannotConnect(expect.any(String)));
    expect(server.requests).toHaveLength(0);
  });

  test('the TLS handshake is cut', async () => {
    const url = await tcp((socket) => socket.destroy());
    const failure = await failureOf(() => apiAt(url).queryIssueResult(REF));
    expect(failure).toEqual(cannotConnect('ECONNRESET'));
  });

  test('the TLS handshake never ends', async () => {
    const url = await tcp((socket) => socket.resume());
    const failure = await failureOf(() => apiAt(url, { timeouts: { secureConnect: 50 } }).queryIssueResult(REF));
    expect(failure).toEqual(cannotConnect('ETIMEDOUT'));
  });

  /** An https URL behind which every connection is dealt with so. */
  async function tcp(deal: (socket: Socket) => void): Promise<string> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.once('data', () => deal(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    afterThisTest(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
});

describe('no answer came back: ECPay may have acted', () => {
  const timedOut = (phase: string, systemCode: string) =>
    expect.objectContaining({
      name: 'TimedOutError',
      code: 'TIMED_OUT',
      endpoint: 'QueryIssueResult',
      phase,
      systemCode,
    });

  test('ECPay hangs', async () => {
    expect(await failureAt(() => undefined, { response: 50 })).toEqual(timedOut('response', 'ETIMEDOUT'));
  });

  test('the whole call takes too long', async () => {
    expect(await failureAt(() => undefined, { request: 50 })).toEqual(timedOut('response', 'ETIMEDOUT'));
  });

  test('the connection is reset after the request', async () => {
    expect(await failureAt((_, { socket }) => socket.resetAndDestroy())).toEqual(timedOut('response', 'ECONNRESET'));
  });

  test('a kept connection is reset after the second request', async () => {
    let calls = 0;
    const server = await serving((response, { socket }) => {
      if (++calls === 1) response.end(GOOD);
      else socket.resetAndDestroy();
    });
    const api = apiAt(server.url);
    await api.queryIssueResult(REF);
    expect(await failureOf(() => api.queryIssueResult(REF))).toEqual(timedOut('response', 'ECONNRESET'));
    expect(server.connections).toBe(1);
  });

  test('the answer begins and does not end', async () => {
    expect(await failureAt((response) => response.write(GOOD.slice(0, 10)), { read: 50 })).toEqual(
      timedOut('read', 'ETIMEDOUT'),
    );
  });
});

describe('what came back is no ECPay reply: ECPay may have acted', () => {
  const notECPay = (reason: string) =>
    expect.objectContaining({ name: 'NotAnECPayReplyError', code: 'NOT_AN_ECPAY_REPLY', reason });

  test('the answer is cut off with its connection', async () => {
    const failure = await failureAt((response, { socket }) => {
      response.setHeader('content-length', GOOD.length);
      response.write(GOOD.slice(0, 100), () => socket.destroy());
    });
    expect(failure).toEqual(notECPay('truncated'));
  });

  const bodies: [string, string, string][] = [
    ['half an envelope', GOOD.slice(0, 100), 'notJson'],
    ['nothing', '', 'notJson'],
    ['an error page', '<html><body>系統維護中</body></html>', 'notJson'],
    ['JSON null', 'null', 'notAnEnvelope'],
    ['a list', '[]', 'notAnEnvelope'],
    ['a JSON object of another service', '{"status":"ok"}', 'notAnEnvelope'],
    ['a TransCode that is not a number', replyEnvelope({}, { TransCode: 'one' }), 'notAnEnvelope'],
    ['encrypted Data that is not an object', replyEnvelope(encryptAndSign([1], VECTOR_KEYS)), 'unexpectedData'],
    ['encrypted Data without a RtnCode', replyEnvelope(encryptAndSign({ Status: 1 }, VECTOR_KEYS)), 'unexpectedData'],
    ['success without the result', replyEnvelope(encryptAndSign({ RtnCode: 1 }, VECTOR_KEYS)), 'unexpectedData'],
    ['an unknown status', replyEnvelope(encryptAndSign({ RtnCode: 1, Status: 7 }, VECTOR_KEYS)), 'unexpectedData'],
  ];
  test.each(bodies)('%s', async (_, body, reason) => {
    expect(await failureAt((response) => response.end(body))).toEqual(notECPay(reason));
  });

  test('an endless answer stops at the size limit', async () => {
    let written = 0;
    const flood = (response: ServerResponse): void => {
      const more = () => {
        written += 65536;
        response.write(Buffer.alloc(65536, 'x'), (error) => (error ? undefined : more()));
      };
      more();
    };
    expect(await failureAt(flood)).toEqual(notECPay('tooLarge'));
    expect(written).toBeLessThan(16 * 1024 * 1024);
  });
});

describe('HTTP error statuses', () => {
  const status = (code: number, headers: Record<string, string> = {}) =>
    failureAt((response) => response.writeHead(code, headers).end(GOOD));

  test.each<[string, Record<string, string>, number]>([
    ['403 without a word', {}, NOW + 30 * MINUTE],
    ['403 with seconds', { 'retry-after': '90' }, NOW + 90_000],
    ['403 with a date', { 'retry-after': 'Mon, 18 May 2026 06:45:00 GMT' }, Date.parse('2026-05-18T06:45:00Z')],
    ['403 with a date of the past', { 'retry-after': 'Mon, 18 May 2020 06:45:00 GMT' }, NOW + 30 * MINUTE],
    ['403 with nonsense', { 'retry-after': 'soon' }, NOW + 30 * MINUTE],
    ['403 with a century', { 'retry-after': '3153600000' }, NOW + 30 * MINUTE],
  ])('%s: throttled, and until when', async (_, headers, retryAt) => {
    expect(await status(403, headers)).toMatchObject({
      name: 'ThrottledError',
      code: 'THROTTLED',
      merchantId: '3085676',
      statusCode: 403,
      retryAt,
    });
  });

  test('429 with a Retry-After: throttled', async () => {
    expect(await status(429, { 'retry-after': '5' })).toMatchObject({ code: 'THROTTLED', retryAt: NOW + 5000 });
  });

  test.each([500, 502, 503, 429, 404, 302, 304])('%d: server error', async (code) => {
    expect(await status(code, { location: '/elsewhere' })).toMatchObject({
      name: 'ServerError',
      code: 'SERVER_ERROR',
      statusCode: code,
    });
  });
});

describe('an aborted call', () => {
  test('throws the reason of its signal', async () => {
    const reason = new Error('the process is shutting down');
    const abort = new AbortController();
    const server = await serving(() => abort.abort(reason));
    expect(await failureOf(() => apiAt(server.url).queryIssueResult(REF, { signal: abort.signal }))).toBe(reason);
  });

  test('is not sent if it was aborted before it began', async () => {
    const server = await serving((response) => response.end(GOOD));
    const reason = new Error('never mind');
    expect(await failureOf(() => apiAt(server.url).queryIssueResult(REF, { signal: AbortSignal.abort(reason) }))).toBe(
      reason,
    );
    expect(server.requests).toHaveLength(0);
  });
});

test('connections are kept: three calls, one connection', async () => {
  const server = await serving((response) => response.end(GOOD));
  const api = apiAt(`${server.url}/`);
  for (let call = 0; call < 3; call++) expect(await api.queryIssueResult(REF)).toEqual({ status: 'issued' });
  expect(server.connections).toBe(1);
});

test.each([
  '',
  'ecticket.ecpay.com.tw',
  'ftp://ecpay.com.tw',
  'https://user:pass@ecpay.com.tw',
  'https://a?b',
  'https://a#b',
])('the base URL %j is refused', (baseUrl) => {
  expect(() => apiAt(baseUrl)).toThrow(
    expect.objectContaining({ name: 'InvalidBaseUrlError', code: 'INVALID_BASE_URL' }),
  );
});
