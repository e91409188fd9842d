/** Callbacks and payments share few signals, and none is acknowledged before a signal has it. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  createReceiver,
  type Answer,
  type Deliver,
  type Delivery,
  type CallbackRequest,
} from '../../../callbacks/index.js';
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

/** A signal in flight, which the test completes. */
interface Signal {
  readonly order: string | undefined;
  readonly data: unknown;
  readonly complete: (result: Delivery | Error) => void;
}

/** A receiver whose signals stay in flight until the test completes them. With `result`, each completes at once. */
function receiverWith(presetResult?: Delivery | Error) {
  const signals: Signal[] = [];
  const deliver: Deliver = (order, notification) =>
    new Promise((resolve, reject) => {
      const complete = (result: Delivery | Error) => (result instanceof Error ? reject(result) : resolve(result));
      const data = notification.kind === 'payment' ? notification.payment : notification.data;
      signals.push({ order: order.merchantTradeNo, data, complete });
      if (presetResult !== undefined) complete(presetResult);
    });
  const receiver = createReceiver({ merchants: new MerchantRegistry(STAGE_MERCHANTS), deliver });
  /** Posts, and runs everything that needs no timer. */
  const post = async (request: CallbackRequest): Promise<{ answer?: Answer }> => {
    const seen: { answer?: Answer } = {};
    void receiver.receive(request).then((answer) => (seen.answer = answer));
    await advance(0);
    return seen;
  };
  const callback = (data: object = {}, MerchantTradeNo = 'Order1') =>
    post({ kind: 'useStatus', body: callbackBody({ MerchantTradeNo, ...data }) });
  const payment = (fields: Record<string, string> = {}) => post({ kind: 'aioPayment', body: aioBody(fields) });
  return { signals, callback, payment };
}

async function advance(ms: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
}

const status = ({ answer }: { answer?: Answer }) => answer?.status;

describe('callbacks of an order', () => {
  test('share the next signal while one is in flight, and it carries the latest', async () => {
    const { signals, callback } = receiverWith();
    const first = await callback({ n: 1 });
    const later = [await callback({ n: 2 }), await callback({ n: 3 }), await callback({ n: 1 })];
    expect(signals.map(({ data }) => data)).toMatchObject([{ n: 1 }]);
    signals[0]?.complete('accepted');
    await advance(0);
    expect(signals.map(({ data }) => data)).toMatchObject([{ n: 1 }, { n: 1 }]);
    // The first signal may have made the order read ECPay's record before the others arrived.
    expect([status(first), ...later.map(status)]).toEqual([200, undefined, undefined, undefined]);
    signals[1]?.complete('accepted');
    await advance(0);
    expect(later.map(status)).toEqual([200, 200, 200]);
    expect(signals).toHaveLength(2);
  });

  test('are all sent again by ECPay if their shared signal fails, and are then signalled', async () => {
    const { signals, callback } = receiverWith();
    await callback({ n: 1 });
    const later = [await callback({ n: 2 }), await callback({ n: 3 })];
    signals[0]?.complete('accepted');
    await advance(0);
    signals[1]?.complete(new Error('14 UNAVAILABLE'));
    await advance(0);
    expect(later.map(status)).toEqual([503, 503]);
    await callback({ n: 2 });
    expect(signals).toHaveLength(3);
  });

  test('with the same content are signalled three times per minute, then acknowledged without a signal', async () => {
    const { signals, callback } = receiverWith('accepted');
    for (let time = 1; time <= 100; time += 1) expect(status(await callback())).toBe(200);
    expect(signals).toHaveLength(3);
    await callback({ other: 'content' });
    expect(signals).toHaveLength(4);
    await advance(MINUTE);
    await callback();
    expect(signals).toHaveLength(5);
  });

  test('with the same content are signalled again after another content: it may be redeemed once more', async () => {
    const { signals, callback } = receiverWith('accepted');
    const redeemed = { useStatus: 2 };
    for (let time = 1; time <= 100; time += 1) await callback(redeemed);
    await callback({ useStatus: 1 });
    await callback(redeemed);
    const received = signals.map(({ data }) => data);
    expect(received).toMatchObject([redeemed, redeemed, redeemed, { useStatus: 1 }, redeemed]);
  });

  test('with the same content are signalled again after a signal that they shared with another', async () => {
    const { signals, callback } = receiverWith();
    const complete = async () => {
      signals.at(-1)?.complete('accepted');
      await advance(0);
    };
    for (let time = 1; time <= 2; time += 1) {
      await callback({ n: 1 });
      await complete();
    }
    await callback({ n: 3 });
    const shared = [await callback({ n: 2 }), await callback({ n: 1 })];
    await complete();
    await complete();
    expect(shared.map(status)).toEqual([200, 200]);
    await advance(MINUTE / 2);
    await callback({ n: 1 });
    expect(signals).toHaveLength(5);
  });

  test.each([
    ['the order has ended', 'ended'],
    ['Temporal is unreachable', new Error('14 UNAVAILABLE')],
  ] as const)('with the same content are signalled again if %s', async (_why, result) => {
    const { signals, callback } = receiverWith(result);
    for (let time = 1; time <= 5; time += 1) await callback();
    expect(signals).toHaveLength(5);
  });

  test('with different contents cause five signals at once, then one shared one per five seconds', async () => {
    const { signals, callback } = receiverWith('accepted');
    for (let n = 1; n <= 5; n += 1) expect(status(await callback({ n }))).toBe(200);
    const waiting = [await callback({ n: 6 }), await callback({ n: 7 })];
    await advance(4900);
    expect([signals.length, ...waiting.map(status)]).toEqual([5, undefined, undefined]);
    await advance(200);
    expect([signals.length, ...waiting.map(status)]).toEqual([6, 200, 200]);
  });

  test('do not wait for the callbacks of another order', async () => {
    const { signals, callback } = receiverWith();
    for (let n = 0; n < 20; n += 1) await callback({ n });
    await callback({}, 'Order2');
    expect(signals.map(({ order }) => order)).toEqual(['Order1', 'Order2']);
  });

  test('are not blocked by a signal that never completes', async () => {
    const { signals, callback } = receiverWith();
    const first = await callback({ n: 1 });
    const second = await callback({ n: 2 });
    await advance(8000);
    expect([status(first), status(second), signals.length]).toEqual([503, 503, 2]);
    signals[1]?.complete('accepted');
    await advance(0);
    await callback({ n: 3 });
    signals[2]?.complete('accepted');
    expect(signals).toHaveLength(3);
  });

  test('wait up to a limit of 100', async () => {
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
  test('that are equal share a signal in flight, and cause none for a minute after the order accepted it', async () => {
    const { signals, payment } = receiverWith();
    const notices = [await payment(), await payment()];
    expect([signals.length, ...notices.map(status)]).toEqual([1, undefined, undefined]);
    signals[0]?.complete('accepted');
    await advance(0);
    expect(notices.map(status)).toEqual([200, 200]);
    expect([status(await payment()), signals.length]).toEqual([200, 1]);
    await advance(MINUTE);
    await payment();
    expect(signals).toHaveLength(2);
  });

  test.each([
    ['the order is not placed', 'unknown'],
    ['the order has ended', 'ended'],
    ['Temporal is unreachable', new Error('14 UNAVAILABLE')],
  ] as const)('are signalled again if %s', async (_why, result) => {
    const { signals, payment } = receiverWith(result);
    for (let time = 1; time <= 3; time += 1) expect(status(await payment())).toBe(503);
    expect(signals).toHaveLength(3);
  });

  test('that differ in any field are never merged, and do not wait for each other', async () => {
    const { signals, payment } = receiverWith();
    await payment();
    await payment({ TradeNo: '2605181430000002' });
    await payment({ TradeAmt: '1' });
    await payment({ PaymentDate: '2026/05/18 14:30:01' });
    await payment({ MerchantTradeNo: 'Order2' });
    expect(signals).toHaveLength(5);
  });
});
