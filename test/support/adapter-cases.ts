/** Tests that every framework adapter of the receiver must pass. */
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { BODY_LIMIT, type Receiver } from '../../callbacks/index.js';
import { HashKeyPair, verifyAndDecrypt, type SignedData } from '../../ecticket/index.js';
import { callbackBody, ISSUE_ONLY, stageKeys } from './callback-requests.js';
import { recordingReceiver } from './callback-receiver.js';
import { aioBody, embeddedBody } from './payment-notices.js';
import type { Served } from './served.js';

export interface Adapted {
  /** Mounts the receiver below `prefix`. */
  readonly mount: (receiver: Receiver, prefix: string) => Promise<Served>;
  /** Mounts the receiver behind middleware that reads bodies first. */
  readonly mountTooLate: (receiver: Receiver) => Promise<Served>;
  /** The fix that the error about an already read body must name. */
  readonly wayOut: RegExp;
}

export const REFUND_PATH = '/ecpay/ticket/refund';
export const CALLBACK = callbackBody({ MerchantTradeNo: 'CBX20220302153064851' });
const WITH_UNKNOWN_KEYS = callbackBody(
  { MerchantTradeNo: 'CBX20220302153064851' },
  { keys: new HashKeyPair('x'.repeat(16), 'y'.repeat(16)) },
);

const served: Served[] = [];

/** Registers the application for closing after the test. */
export function closing(application: Served): Served {
  served.push(application);
  return application;
}

export function behavesLikeAnAdapter(name: string, { mount, mountTooLate, wayOut }: Adapted): void {
  afterEach(async () => {
    for (const application of served.splice(0)) await application.close();
  });

  async function start({ receiver = recordingReceiver(), prefix = '' } = {}) {
    const { ask, postAndBreakOff } = closing(await mount(receiver, prefix));
    const post = (body: RequestInit['body'], init: RequestInit = {}) =>
      ask(prefix + REFUND_PATH, { method: 'POST', body: body ?? null, duplex: 'half', ...init });
    return { ask, post, postAndBreakOff, receiver };
  }

  describe(`${name}: a callback`, () => {
    test.each([
      ['useStatus', '/ecpay/ticket/use-status'],
      ['refund', '/ecpay/ticket/refund'],
    ])('%s is delivered and answered with an encrypted RtnCode 1', async (kind, path) => {
      const { ask, receiver } = await start();
      const answer = await ask(path, { method: 'POST', body: CALLBACK });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
      const { value } = verifyAndDecrypt((await answer.json()) as SignedData, [stageKeys(ISSUE_ONLY)]);
      expect(value).toMatchObject({ RtnCode: 1 });
      expect(receiver.delivered).toEqual([kind]);
    });

    test.each([
      ['aio', aioBody(), 'application/x-www-form-urlencoded'],
      ['embedded', embeddedBody(), 'application/json'],
    ])('of a payment by %s is delivered and answered with exactly 1|OK', async (way, body, type) => {
      const { ask, receiver } = await start();
      const answer = await ask(`/ecpay/payment/${way}`, { method: 'POST', body, headers: { 'content-type': type } });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
      expect(await answer.text()).toBe('1|OK');
      expect(receiver.delivered).toEqual(['payment']);
    });

    test.each([
      'application/json',
      'text/html',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'nonsense',
    ])('is accepted with the content type %s', async (type) => {
      const { post } = await start();
      expect((await post(CALLBACK, { headers: { 'content-type': type } })).status).toBe(200);
    });

    test('is accepted without a content type', async () => {
      const { post } = await start();
      expect((await post(Buffer.from(CALLBACK))).status).toBe(200);
    });

    test('is accepted byte by byte', async () => {
      const { post } = await start();
      expect((await post(byteByByte(CALLBACK))).status).toBe(200);
    });

    test('is accepted with any query string', async () => {
      const { ask } = await start();
      expect((await ask(`${REFUND_PATH}?a=/b?c`, { method: 'POST', body: CALLBACK })).status).toBe(200);
    });

    test('is accepted below a prefix, and only there', async () => {
      const { ask, post } = await start({ prefix: '/shop/hooks' });
      expect((await post(CALLBACK)).status).toBe(200);
      expect((await ask(REFUND_PATH, { method: 'POST', body: CALLBACK })).status).toBe(404);
    });

    test('that cannot be delivered is answered with 503, so that ECPay sends it again', async () => {
      const receiver = recordingReceiver({ deliver: () => Promise.reject(new Error('14 UNAVAILABLE')) });
      expect((await (await start({ receiver })).post(CALLBACK)).status).toBe(503);
    });
  });

  describe(`${name}: a request that is not a callback`, () => {
    test.each([
      ['encrypted with unknown keys', WITH_UNKNOWN_KEYS],
      ['of exactly 64 KiB', 'x'.repeat(BODY_LIMIT)],
      ['of zero bytes', ''],
      ['that is missing', null],
    ])('a body %s is refused', async (_what, body) => {
      const { post, receiver } = await start();
      const answer = await post(body);
      expect([answer.status, await answer.text()]).toEqual([400, 'refused\n']);
      expect(receiver.delivered).toEqual([]);
    });

    test.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('by %s is answered with 405', async (method) => {
      const { ask } = await start();
      const answer = await ask(REFUND_PATH, { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    });

    test.each(['/', '/ecpay/ticket', `${REFUND_PATH}/more`, `/more${REFUND_PATH}`, '/ecpay/ticket/toString'])(
      'at %s is answered with 404',
      async (path) => {
        const { ask, receiver } = await start();
        expect((await ask(path, { method: 'POST', body: CALLBACK })).status).toBe(404);
        expect(receiver.lines).toEqual([]);
      },
    );

    test('a body above 64 KiB is refused, and a body without a length is refused long before its end', async () => {
      const { post } = await start();
      const answer = await post('x'.repeat(BODY_LIMIT + 1));
      expect([answer.status, await answer.text()]).toEqual([413, 'too large\n']);
      let left = 64 * 1024;
      const sixtyFourMiB = new ReadableStream({
        pull: (controller) => {
          if (left-- > 0) controller.enqueue(Buffer.alloc(1024, 'x'));
          else controller.close();
        },
      });
      expect((await post(sixtyFourMiB)).status).toBe(413);
      expect(left).toBeGreaterThan(0);
    });
  });

  describe(`${name}: an incomplete body`, () => {
    test('is not delivered when the connection breaks, and the next callback is', async () => {
      const { post, postAndBreakOff, receiver } = await start();
      await postAndBreakOff(REFUND_PATH, CALLBACK);
      while (receiver.lines.length === 0) await setImmediate();
      expect(receiver.lines).toMatchObject([{ level: 'warn', kind: 'refund', refusal: 'brokenOff' }]);
      expect(receiver.delivered).toEqual([]);
      expect((await post(CALLBACK)).status).toBe(200);
    });

    test('is refused after ten seconds', async () => {
      jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
      try {
        const { post, receiver } = await start();
        const body = new ReadableStream({
          start: (controller) => {
            controller.enqueue(Buffer.from(CALLBACK.slice(0, 10)));
          },
        });
        const answer = await whileTimePasses(post(body));
        expect([answer.status, await answer.text()]).toEqual([408, 'too slow\n']);
        expect(receiver.lines).toMatchObject([{ level: 'warn', kind: 'refund', refusal: 'tooSlow' }]);
      } finally {
        jest.useRealTimers();
      }
    });
  });

  test(`${name}: a body that other middleware has read is answered with 500 and the fix`, async () => {
    const receiver = recordingReceiver();
    const { ask } = closing(await mountTooLate(receiver));
    const headers = { 'content-type': 'application/json' };
    const answer = await ask(REFUND_PATH, { method: 'POST', body: CALLBACK, headers });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([500, 'text/plain; charset=utf-8']);
    expect(await answer.text()).toMatch(wayOut);
    expect(receiver.lines).toMatchObject([{ level: 'error', kind: 'refund', reason: 'PARSED_BODY' }]);
    expect(receiver.lines[0]?.['message']).toMatch(wayOut);
    expect(receiver.delivered).toEqual([]);
  });
}

function byteByByte(text: string): ReadableStream {
  return new ReadableStream({
    start: (controller) => {
      for (const byte of Buffer.from(text)) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
}

async function whileTimePasses<T>(work: Promise<T>): Promise<T> {
  const running = { is: true };
  void work.then(
    () => (running.is = false),
    () => (running.is = false),
  );
  while (running.is) await jest.advanceTimersByTimeAsync(1000);
  return await work;
}
