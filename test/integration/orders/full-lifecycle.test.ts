/** The full lifecycle per merchant profile: paid, issued, redeemed, called back, refunded, settled. */
import { expect, test } from '@jest/globals';
import { CALLBACK_PATHS } from '../../../client/notify-urls.js';
import type { TicketOrder } from '../../../ecticket/order.js';
import { refOf } from '../../../workflows/messages/names.js';
import { PROMPT, useDevWorld } from '../../support/dev-world.js';
import { electronicOrder } from '../../support/orders.js';

const world = useDevWorld();
const PRICE = 680;
const AMOUNT = 4 * PRICE;
const TIMING = { ...PROMPT, firstRefundQuery: 500, longestRefundQuery: 500 };

const EVENT_TYPES = ['paymentConfirmed', 'issued', 'redeemed', 'redeemed', 'refunded', 'refunded', 'settled'];

const items = [{ itemNo: 'VQT04959', quantity: 4 }];
const orders: [string, TicketOrder][] = [
  ['of an issue-only merchant', electronicOrder('IssueOnly1', { items })],
  ['of an escrow merchant', electronicOrder('Escrow1', { items, merchantId: '3362787', paymentProvider: 'ecpay' })],
  ['of a platform on a merchant’s behalf', electronicOrder('Platform1', { items, platformId: '3085672' })],
];

test.each(orders)('an order %s is paid, issued, used and settled', async (_merchant, order) => {
  const { client, control, until, allEventTypes, orderAtECPay, runCallbacks, receiverUrl } = world();
  const { merchantId, merchantTradeNo = '' } = order;
  const { ref } = await client.placeOrder({ order, payment: { amount: AMOUNT }, timing: TIMING });

  // The public payment merchant serves the issue-only merchant. The other merchants confirm the payment from code.
  if (merchantTradeNo === 'IssueOnly1') {
    const notifyUrl = receiverUrl + CALLBACK_PATHS.aioPayment;
    await control('payments', { kind: 'aio', merchantTradeNo, amount: AMOUNT, notifyUrl });
  } else {
    await client.confirmPayment(ref, { amount: AMOUNT });
  }
  const { tickets } = await until(ref, ({ status }) => status === 'active');
  expect(orderAtECPay(merchantTradeNo)).toMatchObject({ merchantId, issueCalls: 1, issuances: 1 });
  expect(orderAtECPay(merchantTradeNo).platformId).toBe(order.platformId);

  await client.redeem(ref, { tickets: { writeOffNo: tickets[0]?.writeOffNo ?? '' } });
  await control(`orders/${merchantTradeNo}/redeem`, { ticketNos: [tickets[1]?.ticketNo] });
  await control(`orders/${merchantTradeNo}/refund`, { ticketNos: [tickets[2]?.ticketNo], fee: 80 });
  await runCallbacks();
  expect(orderAtECPay(merchantTradeNo).callbacks.map(({ kind, state }) => [kind, state])).toEqual([
    ['useStatus', 'answered'],
    ['refund', 'answered'],
  ]);
  await until(ref, ({ counts }) => counts.redeemed === 2 && counts.refunded === 1);
  await client.refund(ref, { tickets: { count: 1 }, reason: 'customer changed her mind' });

  expect(await client.getOrder(ref)).toMatchObject({
    status: 'settled',
    counts: { unused: 0, redeemed: 2, refunded: 2, expired: 0 },
    amounts: { trade: AMOUNT, redeemed: 2 * PRICE, refunded: 2 * PRICE, refundFee: 80, refundConfirmed: 0 },
  });
  expect(await allEventTypes(ref)).toEqual(EVENT_TYPES);
});

test('each order ends a day later, when the bank has confirmed the refunds', async () => {
  const { control, end, allEventTypes } = world();
  await control('clock', { advance: '1 day' });
  for (const [, order] of orders) {
    const ref = refOf(order);
    expect(await end(ref)).toMatchObject({ status: 'settled', amounts: { refundConfirmed: 2 * PRICE - 80 } });
    expect(await allEventTypes(ref)).toEqual([...EVENT_TYPES, 'refundConfirmed']);
  }
});
