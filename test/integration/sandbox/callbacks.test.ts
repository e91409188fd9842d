import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { OrderRef } from '../../../ecticket/index.js';
import { electronicOrder, ESCROW, ISSUE_ONLY, issued, PLATFORM, startParts, type Parts } from './support/parts.js';
import { answerRtnCode, answerText, verifyCallback, startReceiver, type Receiver } from './support/receiver.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

describe('callbacks by the daily job', () => {
  let parts: Parts;
  let receiver: Receiver;
  beforeEach(async () => {
    [parts, receiver] = await Promise.all([startParts(), startReceiver()]);
  });
  afterEach(() => Promise.all([parts.close(), receiver.close()]));

  const order = (changes: Parameters<typeof electronicOrder>[0] = {}) =>
    issued(
      parts,
      electronicOrder({
        useStatusNotifyUrl: `${receiver.url}/use-status`,
        refundNotifyUrl: `${receiver.url}/refund`,
        items: [{ itemNo: 'VQT04959', quantity: 4 }],
        ...changes,
      }),
    );
  const act = (ref: OrderRef, action: string, body: object) =>
    parts.control('POST', `/orders/${ref.merchantTradeNo}/${action}`, body);
  const callbacks = (ref: OrderRef) => parts.order(ref.merchantTradeNo ?? '').callbacks;

  test('report a day’s redemptions in one callback, encrypted and signed', async () => {
    const ref = await order();
    await act(ref, 'redeem', { count: 1 });
    await act(ref, 'redeem', { count: 1 });
    await parts.sandbox.clock.advance(20 * 60 * MINUTE);
    expect(receiver.received).toEqual([]);

    await parts.sandbox.clock.advance(60 * MINUTE);

    const [received, ...more] = receiver.received;
    expect(more).toEqual([]);
    expect(received).toMatchObject({ path: '/use-status', contentType: 'application/json' });
    const tickets = parts.order(ref.merchantTradeNo ?? '').tickets.slice(0, 2);
    const { envelope, data } = verifyCallback(received);
    expect(envelope).toMatchObject({ MerchantID: ISSUE_ONLY });
    expect(envelope).not.toHaveProperty('TransCode');
    expect(data).toEqual({
      MerchantID: ISSUE_ONLY,
      MerchantTradeNo: ref.merchantTradeNo,
      TicketTradeNo: parts.order(ref.merchantTradeNo ?? '').ticketTradeNo,
      TicketList: tickets.map(({ ticketNo }) => ({ TicketNo: ticketNo, UseStatus: 2 })),
    });
    expect(callbacks(ref)).toMatchObject([
      { kind: 'useStatus', state: 'answered', attempts: [{ result: 'answered' }] },
    ]);
    await parts.sandbox.clock.advance(3 * DAY);
    expect(receiver.received).toHaveLength(1);
  });

  test('report a refund twice: its tickets, and the refunded amount', async () => {
    const ref = await order();
    await act(ref, 'refund', { count: 1 });
    await act(ref, 'refund', { count: 2, fee: 60 });
    const run = await parts.control('POST', '/callbacks/run');
    expect(run).toMatchObject({ status: 200, body: { sent: 2, answered: 2 } });
    expect(receiver.received.map(({ path }) => path)).toEqual(['/use-status', '/refund']);
    expect(verifyCallback(receiver.received[1]).data).toEqual({
      MerchantID: ISSUE_ONLY,
      MerchantTradeNo: ref.merchantTradeNo,
      TradeAmount: 2_720,
      TotalRefundAmount: 1_980,
      RefundAmount: 1_980,
    });
  });

  test('are also sent for actions through the API, and for cancellations', async () => {
    const ref = await order();
    const [{ ticketNo, writeOffNo } = { ticketNo: '', writeOffNo: '' }] = parts.order(
      ref.merchantTradeNo ?? '',
    ).tickets;
    await parts.api.writeOff({ merchantId: ref.merchantId, writeOffNo, action: 'redeem' });
    await parts.control('POST', '/callbacks/run');
    await parts.api.writeOff({ merchantId: ref.merchantId, writeOffNo, action: 'cancel' });
    await parts.control('POST', '/callbacks/run');
    expect(receiver.received.map((received) => verifyCallback(received).data)).toMatchObject([
      { TicketList: [{ TicketNo: ticketNo, UseStatus: 2 }] },
      { TicketList: [{ TicketNo: ticketNo, UseStatus: 1 }] },
    ]);
  });

  test('are encrypted with the key of the platform that placed the order, or of the merchant', async () => {
    for (const changes of [{ platformId: PLATFORM }, { merchantId: ESCROW, paymentProvider: 'ecpay' as const }]) {
      const ref = await order(changes);
      await act(ref, 'redeem', {});
    }
    await parts.control('POST', '/callbacks/run');
    const opened = receiver.received.map((received) => verifyCallback(received).envelope);
    expect(opened).toMatchObject([{ PlatformID: PLATFORM, MerchantID: ISSUE_ONLY }, { MerchantID: ESCROW }]);
  });

  test('are not sent if the order has no URL', async () => {
    const ref = await issued(parts, electronicOrder());
    await act(ref, 'redeem', {});
    await expect(parts.control('POST', '/callbacks/run')).resolves.toMatchObject({ body: { sent: 0 } });
    expect(callbacks(ref)).toEqual([]);
  });

  test('are repeated unchanged every ten minutes, four times and no more', async () => {
    receiver.answerWith(answerRtnCode(0));
    const ref = await order();
    await act(ref, 'redeem', { count: 1 });
    await parts.control('POST', '/callbacks/run');
    await parts.control('POST', '/callbacks/run');
    expect(receiver.received).toHaveLength(1);
    for (const times of [2, 3, 4, 5, 5]) {
      await parts.sandbox.clock.advance(10 * MINUTE);
      expect(receiver.received).toHaveLength(times);
    }
    await parts.sandbox.clock.advance(3 * DAY);
    expect(receiver.received).toHaveLength(5);
    expect(callbacks(ref)).toMatchObject([{ state: 'failed' }]);
    const reported = receiver.received.map((received) => verifyCallback(received).data);
    expect(new Set(reported.map((data) => JSON.stringify(data))).size).toBe(1);
  });

  test('repeat the original Data even if the ticket has changed since', async () => {
    receiver.answerWith(answerText(503, ''));
    const ref = await order();
    await act(ref, 'redeem', { count: 1 });
    await parts.control('POST', '/callbacks/run');
    await act(ref, 'redeem', { cancel: true });
    await parts.sandbox.clock.advance(10 * MINUTE);
    expect(receiver.received.map((received) => verifyCallback(received).data)).toMatchObject([
      { TicketList: [{ UseStatus: 2 }] },
      { TicketList: [{ UseStatus: 2 }] },
    ]);
  });

  test('report no amount for refunded gift vouchers', async () => {
    const ref = await order({
      items: [
        { itemNo: 'GIFT0001', quantity: 1, expireDate: '20991231' },
        { itemNo: 'VQT04959', quantity: 1 },
      ],
    });
    await act(ref, 'refund', { count: 1 });
    await parts.control('POST', '/callbacks/run');
    expect(receiver.received.map(({ path }) => path)).toEqual(['/use-status']);
  });

  test('stop after a correct answer', async () => {
    receiver.answerWith(answerText(503, 'not now'));
    const ref = await order();
    await act(ref, 'redeem', {});
    await parts.control('POST', '/callbacks/run');
    receiver.answerWith(answerRtnCode(1));
    await parts.sandbox.clock.advance(DAY);
    expect(callbacks(ref)).toMatchObject([
      {
        state: 'answered',
        attempts: [
          { result: 'notAnswered', httpStatus: 503, answer: 'not now', problem: 'HTTP 503 instead of 200' },
          { result: 'answered', httpStatus: 200 },
        ],
      },
    ]);
  });

  test('are repeated if the server is unreachable', async () => {
    const ref = await order({ useStatusNotifyUrl: 'http://127.0.0.1:9/gone' });
    await act(ref, 'redeem', {});
    await parts.control('POST', '/callbacks/run');
    expect(callbacks(ref)).toMatchObject([{ state: 'waiting', attempts: [{ result: 'notAnswered' }] }]);
  });

  test('a dropped callback is repeated after ten minutes', async () => {
    const ref = await order();
    await parts.control('POST', '/faults', { on: 'callbacks', kind: 'drop', tradeNo: ref.merchantTradeNo });
    await act(ref, 'redeem', {});
    await parts.control('POST', '/callbacks/run');
    expect(receiver.received).toHaveLength(0);
    await parts.sandbox.clock.advance(10 * MINUTE);
    expect(receiver.received).toHaveLength(1);
    expect(callbacks(ref)).toMatchObject([{ attempts: [{ result: 'dropped' }, { result: 'answered' }] }]);
  });

  test('a duplicated callback is sent twice', async () => {
    const ref = await order();
    await parts.control('POST', '/faults', { on: 'callbacks', kind: 'duplicate' });
    await act(ref, 'redeem', {});
    await parts.control('POST', '/callbacks/run');
    expect(receiver.received).toHaveLength(2);
    expect(callbacks(ref)).toMatchObject([{ state: 'answered', attempts: [{}, { duplicate: true }] }]);
  });

  test('a reordered callback is sent after others that are due', async () => {
    const ref = await order();
    await parts.control('POST', '/faults', { on: 'callbacks', kind: 'reorder' });
    await act(ref, 'refund', { count: 1 });
    await parts.control('POST', '/callbacks/run');
    expect(receiver.received.map(({ path }) => path)).toEqual(['/refund', '/use-status']);
  });
});
