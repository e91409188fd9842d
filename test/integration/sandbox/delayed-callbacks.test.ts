/** The fault `delay`: a callback leaves ECPay and arrives later. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { electronicOrder, issued, startParts, type Parts } from './support/parts.js';
import { answerText, startReceiver, verifyCallback, type Receiver } from './support/receiver.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

describe('a delayed callback', () => {
  let parts: Parts;
  let receiver: Receiver;
  beforeEach(async () => {
    [parts, receiver] = await Promise.all([startParts(), startReceiver()]);
  });
  afterEach(() => Promise.all([parts.close(), receiver.close()]));

  /** Issues an order of two tickets and returns its number. */
  async function issueOrder(): Promise<string> {
    const order = electronicOrder({ useStatusNotifyUrl: receiver.url, items: [{ itemNo: 'VQT04959', quantity: 2 }] });
    await issued(parts, order);
    return order.merchantTradeNo;
  }
  const delay = (tradeNo: string, more: object = {}) =>
    parts.control('POST', '/faults', { on: 'callbacks', kind: 'delay', tradeNo, ...more });
  async function redeemAndSend(tradeNo: string): Promise<void> {
    await parts.control('POST', `/orders/${tradeNo}/redeem`, { count: 1 });
    await parts.control('POST', '/callbacks/run');
  }
  const pass = (minutes: number) => parts.sandbox.clock.advance(minutes * MINUTE);
  const callbacks = (tradeNo: string) => parts.order(tradeNo).callbacks;
  const receivedData = () => receiver.received.map((received) => verifyCallback(received).data);

  test('arrives after the last of the four repeats, which are delayed too, in the sequence of departure', async () => {
    const tradeNo = await issueOrder();
    await delay(tradeNo, { times: 10 });
    await redeemAndSend(tradeNo);
    await pass(5);
    await redeemAndSend(tradeNo);
    await pass(50);
    // Both callbacks left five times each, the last time 45 minutes after the first one.
    const departed = { state: 'failed', attempts: Array(5).fill({ result: 'delayed' }) };
    expect(callbacks(tradeNo)).toMatchObject([departed, departed]);
    expect(receiver.received).toHaveLength(0);
    await pass(60);

    const [first, second] = parts
      .order(tradeNo)
      .tickets.map(({ ticketNo }) => ({ TicketList: [{ TicketNo: ticketNo }] }));
    expect(receivedData()).toMatchObject(Array(5).fill([first, second]).flat());
    for (const { state, attempts } of callbacks(tradeNo)) {
      expect(state).toBe('failed');
      const arrivals = attempts.slice(5);
      expect(arrivals).toMatchObject(Array(5).fill({ result: 'answered', late: true }));
      const minutes = arrivals.map(({ at }, index) => Date.parse(at) - Date.parse(attempts[index]?.at ?? ''));
      expect(minutes.map((ms) => Math.round(ms / MINUTE))).toEqual(Array(5).fill(60));
    }
    await parts.sandbox.clock.advance(DAY);
    expect(receiver.received).toHaveLength(10);
  });

  test('is repeated, also after it has arrived and was answered, and does not count as another repeat', async () => {
    const tradeNo = await issueOrder();
    await delay(tradeNo, { ms: 5 * MINUTE, times: 4 });
    await redeemAndSend(tradeNo);
    await pass(6);
    expect(callbacks(tradeNo)).toMatchObject([
      { state: 'waiting', attempts: [{ result: 'delayed' }, { result: 'answered', late: true }] },
    ]);
    await pass(30);
    expect(callbacks(tradeNo)).toMatchObject([{ state: 'waiting' }]);
    await pass(5);
    expect(callbacks(tradeNo)[0]?.state).toBe('answered');
    expect(callbacks(tradeNo)[0]?.attempts.at(-1)).not.toHaveProperty('late');
    expect(callbacks(tradeNo)[0]?.attempts).toHaveLength(9);
  });

  test('does not fail because nobody accepts it when it arrives', async () => {
    const tradeNo = await issueOrder();
    await delay(tradeNo);
    await redeemAndSend(tradeNo);
    await pass(10);
    receiver.answerWith(answerText(503, ''));
    await pass(60);
    expect(callbacks(tradeNo)).toMatchObject([
      { state: 'answered', attempts: [{}, { result: 'answered' }, { result: 'notAnswered', late: true }] },
    ]);
  });

  test('has the content of its departure', async () => {
    const tradeNo = await issueOrder();
    await delay(tradeNo, { times: 5 });
    await redeemAndSend(tradeNo);
    await parts.control('POST', `/orders/${tradeNo}/redeem`, { cancel: true });
    await pass(65);
    expect(receivedData()).toMatchObject([{ TicketList: [{ UseStatus: 2 }] }]);
  });

  test('does not delay the callbacks of other orders', async () => {
    const [delayed, other] = [await issueOrder(), await issueOrder()];
    await delay(delayed, { times: 2 });
    await redeemAndSend(delayed);
    await redeemAndSend(other);
    expect(receivedData()).toMatchObject([{ MerchantTradeNo: other }]);
    expect(callbacks(other)).toMatchObject([{ state: 'answered', attempts: [{ result: 'answered' }] }]);
  });

  test('is not sent any more when the sandbox closes', async () => {
    const tradeNo = await issueOrder();
    await delay(tradeNo, { ms: 200 });
    await redeemAndSend(tradeNo);
    await parts.sandbox.close();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(receiver.received).toHaveLength(0);
    expect(callbacks(tradeNo)).toMatchObject([{ state: 'waiting', attempts: [{ result: 'delayed' }] }]);
  });
});
