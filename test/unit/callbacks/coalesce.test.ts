/** How few signals callbacks and payments become, and that none is answered before a signal has it. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createReceiver, type Answer, type Deliver, type Delivery, type CallbackRequest } from '../../../callbacks/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { callbackBody } from '../../support/callback-requests.js';
import { aioBody } from '../../support/payment-notices.js';

const MINUTE = 60_000;

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

/** One signal on its way, which the test ends. */
interface Signal {
  readonly order: string | undefined;
  readonly data: unknown;
  readonly end: (outcome: Delivery | Error) => void;
}

/** A receiver whose signals stay on their way until the test ends them; with `outcome`, each ends at once. */
function receiverWith(outcome?: Delivery | Error) {
  const signals: Signal[] = [];
  const deliver: Deliver = (order, news) =>
    new Promise((resolve, reject) => {
      const end = (result: Delivery | Error) => (result instanceof Error ? reject(result) : resolve(result));
      const data = news.kind === 'payment' ? news.payment : news.data;
      signals.push({ order: order.merchantTradeNo, data, end });
      if (outcome !== undefined) end(outcome);
    });
  const receiver = createReceiver({ merchants: new MerchantRegistry(STAGE_MERCHANTS), deliver });
  /** Posts, and lets everything happen that needs no time. */
  const post = async (posted: CallbackRequest): Promise<{ answer?: Answer }> => {
    const seen: { answer?: Answer } = {};
    void receiver.receive(posted).then((answer) => (seen.answer = answer));
    await passing(0);
    return seen;
  };
  const callback = (data: object = {}, MerchantTradeNo = 'Order1') =>
    post({ kind: 'useStatus', body: callbackBody({ MerchantTradeNo, ...data }) });
  const payment = (fields: Record<string, string> = {}) => post({ kind: 'aioPayment', body: aioBody(fields) });
  return { signals, callback, payment };
}

async function passing(ms: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
}

const status = ({ answer }: { answer?: Answer }) => answer?.status;

describe('callbacks of an order', () => {
  test('that arrive while a signal is on its way share the next, which carries the last of them', async () => {
    const { signals, callback } = receiverWith();
    const first = await callback({ n: 1 });
    const later = [await callback({ n: 2 }), await callback({ n: 3 }), await callback({ n: 1 })];
    expect(signals.map(({ data }) => data)).toMatchObject([{ n: 1 }]);
    signals[0]?.end('accepted');
    await passing(0);
    expect(signals.map(({ data }) => data)).toMatchObject([{ n: 1 }, { n: 1 }]);
    // The first signal may have made the order read ECPay's record before the others arrived.
    expect([status(first), ...later.map(status)]).toEqual([200, undefined, undefined, undefined]);
    signals[1]?.end('accepted');
    await passing(0);
    expect(later.map(status)).toEqual([200, 200, 200]);
    expect(signals).toHaveLength(2);
  });

  test('that share a signal which Temporal does not take are all to be sent again, and are then signalled', async () => {
    const { signals, callback } = receiverWith();
    await callback({ n: 1 });
    const later = [await callback({ n: 2 }), await callback({ n: 3 })];
    signals[0]?.end('accepted');
    await passing(0);
    signals[1]?.end(new Error('14 UNAVAILABLE'));
    await passing(0);
    expect(later.map(status)).toEqual([503, 503]);
    await callback({ n: 2 });
    expect(signals).toHaveLength(3);
  });

  test('with the same words are signalled three times a minute, and acknowledged without a signal after that', async () => {
    const { signals, callback } = receiverWith('accepted');
    for (let time = 1; time <= 100; time += 1) expect(status(await callback())).toBe(200);
    expect(signals).toHaveLength(3);
    await callback({ other: 'words' });
    expect(signals).toHaveLength(4);
    await passing(MINUTE);
    await callback();
    expect(signals).toHaveLength(5);
  });

  test.each([
    ['the order has ended', 'ended'],
    ['Temporal is not reached', new Error('14 UNAVAILABLE')],
  ] as const)('with the same words are signalled again where %s', async (_why, outcome) => {
    const { signals, callback } = receiverWith(outcome);
    for (let time = 1; time <= 5; time += 1) await callback();
    expect(signals).toHaveLength(5);
  });

  test('with other words each are five signals at once and one every five seconds: the rest wait, and share it', async () => {
    const { signals, callback } = receiverWith('accepted');
    for (let n = 1; n <= 5; n += 1) expect(status(await callback({ n }))).toBe(200);
    const waiting = [await callback({ n: 6 }), await callback({ n: 7 })];
    await passing(4900);
    expect([signals.length, ...waiting.map(status)]).toEqual([5, undefined, undefined]);
    await passing(200);
    expect([signals.length, ...waiting.map(status)]).toEqual([6, 200, 200]);
  });

  test('do not wait for another order’s', async () => {
    const { signals, callback } = receiverWith();
    for (let n = 0; n < 20; n += 1) await callback({ n });
    await callback({}, 'Order2');
    expect(signals.map(({ order }) => order)).toEqual(['Order1', 'Order2']);
  });

  test('are not held up by a signal that never comes to an end', async () => {
    const { signals, callback } = receiverWith();
    const first = await callback({ n: 1 });
    const second = await callback({ n: 2 });
    await passing(8000);
    expect([status(first), status(second), signals.length]).toEqual([503, 503, 2]);
    signals[1]?.end('accepted');
    await passing(0);
    await callback({ n: 3 });
    signals[2]?.end('accepted');
    expect(signals).toHaveLength(3);
  });

  test('do not pile up without end', async () => {
    const { signals, callback } = receiverWith();
    await callback();
    const statuses = new Map<number | undefined, number>();
    for (let n = 0; n < 110; n += 1) {
      const seen = status(await callback());
      statuses.set(seen, (statuses.get(seen) ?? 0) + 1);
    }
    expect(Object.fromEntries(statuses)).toEqual({ undefined: 100, 503: 10 });
    expect(signals).toHaveLength(1);
  });
});

describe('payments of an order', () => {
  test('that are the same are one signal while it is on its way, and none for a minute after the order accepted it', async () => {
    const { signals, payment } = receiverWith();
    const notices = [await payment(), await payment()];
    expect([signals.length, ...notices.map(status)]).toEqual([1, undefined, undefined]);
    signals[0]?.end('accepted');
    await passing(0);
    expect(notices.map(status)).toEqual([200, 200]);
    expect([status(await payment()), signals.length]).toEqual([200, 1]);
    await passing(MINUTE);
    await payment();
    expect(signals).toHaveLength(2);
  });

  test.each([
    ['the order is not placed', 'unknown'],
    ['the order has ended', 'ended'],
    ['Temporal is not reached', new Error('14 UNAVAILABLE')],
  ] as const)('are signalled again where %s', async (_why, outcome) => {
    const { signals, payment } = receiverWith(outcome);
    for (let time = 1; time <= 3; time += 1) expect(status(await payment())).toBe(503);
    expect(signals).toHaveLength(3);
  });

  test('that differ in anything are never merged, and wait for no other', async () => {
    const { signals, payment } = receiverWith();
    await payment();
    await payment({ TradeNo: '2605181430000002' });
    await payment({ TradeAmt: '1' });
    await payment({ PaymentDate: '2026/05/18 14:30:01' });
    await payment({ MerchantTradeNo: 'Order2' });
    expect(signals).toHaveLength(5);
  });
});
