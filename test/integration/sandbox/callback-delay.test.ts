import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { electronicOrder, issued, startParts, type Parts } from './support/parts.js';
import { answerRtnCode, verifyCallback, startReceiver, type Receiver } from './support/receiver.js';

const MINUTE = 60_000;

describe('callbacks with a delay', () => {
  let parts: Parts;
  let receiver: Receiver;
  beforeEach(async () => {
    [parts, receiver] = await Promise.all([startParts({ callbackDelay: MINUTE }), startReceiver()]);
  });
  afterEach(() => Promise.all([parts.close(), receiver.close()]));

  test('are sent after the delay, and one that is held back is sent after the next', async () => {
    const order = electronicOrder({ useStatusNotifyUrl: receiver.url, items: [{ itemNo: 'VQT04959', quantity: 2 }] });
    await issued(parts, order);
    const redeem = () => parts.control('POST', `/orders/${order.merchantTradeNo}/redeem`, { count: 1 });
    await parts.control('POST', '/faults', { on: '*', kind: 'reorder', ms: 5 * MINUTE });
    await redeem();
    await parts.sandbox.clock.advance(MINUTE);
    expect(receiver.received).toHaveLength(0);
    await redeem();
    await parts.sandbox.clock.advance(MINUTE);
    expect(receiver.received).toHaveLength(1);
    await parts.sandbox.clock.advance(5 * MINUTE);

    const tickets = parts.order(order.merchantTradeNo).tickets.map(({ ticketNo }) => ticketNo);
    expect(receiver.received.map((received) => verifyCallback(received).data)).toMatchObject([
      { TicketList: [{ TicketNo: tickets[1] }] },
      { TicketList: [{ TicketNo: tickets[0] }] },
    ]);
  });

  test('include later changes of the order until they are sent', async () => {
    const order = electronicOrder({ useStatusNotifyUrl: receiver.url, items: [{ itemNo: 'VQT04959', quantity: 2 }] });
    await issued(parts, order);
    const redeem = () => parts.control('POST', `/orders/${order.merchantTradeNo}/redeem`, { count: 1 });
    await redeem();
    await parts.sandbox.clock.advance(MINUTE / 2);
    await redeem();
    await parts.sandbox.clock.advance(MINUTE);

    const tickets = parts.order(order.merchantTradeNo).tickets.map(({ ticketNo }) => ({ TicketNo: ticketNo }));
    expect(receiver.received.map((received) => verifyCallback(received).data)).toMatchObject([{ TicketList: tickets }]);
  });

  test('are sent when real time has passed', async () => {
    await parts.close();
    parts = await startParts({ issueDelay: 1, callbackDelay: 1 });
    const order = electronicOrder({ useStatusNotifyUrl: receiver.url });
    const arrived = new Promise<void>((resolve) => {
      receiver.answerWith((received, response) => {
        answerRtnCode(1)(received, response);
        resolve();
      });
    });
    await parts.api.issue(order);
    while (parts.order(order.merchantTradeNo).status !== 'issued') await new Promise((next) => setTimeout(next, 2));
    await parts.control('POST', `/orders/${order.merchantTradeNo}/redeem`);
    await arrived;
    expect(receiver.received).toHaveLength(1);
  });
});
