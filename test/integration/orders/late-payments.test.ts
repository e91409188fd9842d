/** Late, checked and manually signalled payments. Payment notifications as such: callbacks/payments.test.ts. */
import { describe, expect, test } from '@jest/globals';
import { CALLBACK_PATHS } from '../../../client/notify-urls.js';
import type { OrderRef } from '../../../ecticket/order.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { PROMPT, useDevWorld } from '../../support/dev-world.js';
import { electronicOrder, paperOrder } from '../../support/orders.js';
import { temporalCli } from '../../support/temporal-servers.js';

const world = useDevWorld();
const AMOUNT = 2400;
const ann = { by: 'Ann', why: 'found the payment' };

/** Pays at ECPay, which notifies the receiver. Returns the receiver's answer. */
async function pay(ref: OrderRef, kind: 'aio' | 'embedded', more: object = {}): Promise<object> {
  const { control, receiverUrl } = world();
  const notifyUrl = receiverUrl + CALLBACK_PATHS[`${kind}Payment`];
  const { merchantTradeNo } = ref;
  return (await control('payments', { kind, merchantTradeNo, amount: AMOUNT, notifyUrl, ...more })) as object;
}

describe('a payment for a cancelled order needs attention', () => {
  test('paid by AIO after the deadline, and an operator has the order issued', async () => {
    const { client, end, until, orderAtECPay, allEventTypes } = world();
    const deadline = new Date(Date.now() + 1000);
    const placed = { order: paperOrder('TooLate1'), payment: { amount: AMOUNT, deadline }, timing: PROMPT };
    const { ref } = await client.placeOrder(placed);
    expect(await end(ref)).toMatchObject({ status: 'cancelled' });
    expect(await pay(ref, 'aio')).toMatchObject({ answered: true, answer: '1|OK' });
    const { attention } = await until(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'paidTooLate', options: ['resubmit', 'abandon'] });

    await client.resubmit(ref, ann);
    const issued = await until(ref, ({ status }) => status === 'active');
    expect(issued).toMatchObject({ payment: { paid: { amount: AMOUNT } }, decisions: [ann] });
    expect(orderAtECPay('TooLate1')).toMatchObject({ issuances: 1 });
    expect(await allEventTypes(ref)).toEqual(['cancelled', 'needsAttention', 'issued']);
  });

  test('paid at the embedded checkout after an operator cancelled the order, who then abandons it', async () => {
    const { client, end, until, allEventTypes } = world();
    const { ref } = await client.placeOrder({ order: paperOrder('TooLate2'), payment: { amount: AMOUNT } });
    await client.cancelOrder(ref, { by: 'Ann', why: 'ordered twice' });
    await end(ref);
    expect(await pay(ref, 'embedded')).toMatchObject({ answered: true, answer: '1|OK' });
    await until(ref, ({ status }) => status === 'needsAttention');
    await client.abandon(ref, { by: 'Ann', why: 'paid back' });
    expect(await end(ref)).toMatchObject({ status: 'abandoned', payment: { paid: { amount: AMOUNT } } });
    expect(await allEventTypes(ref)).toEqual(['cancelled', 'needsAttention', 'abandoned']);
  });
});

describe('a payment with doubleCheck', () => {
  const CHECK = { ...PROMPT, paymentCheckInterval: 200 };
  const place = async (tradeNo: string, paymentCheckLimit: number) => {
    const payment = { amount: AMOUNT, doubleCheck: true };
    const timing = { ...CHECK, paymentCheckLimit };
    return (await world().client.placeOrder({ order: paperOrder(tradeNo), payment, timing })).ref;
  };

  test('that ECPay shows later is awaited', async () => {
    const { control, until, sandbox, allEventTypes } = world();
    const ref = await place('Check1', 60_000);
    await pay(ref, 'aio', { bookedAfter: '10 minutes' });
    await until(ref, () => world().attempts(ref, 'checkPayment') > 1);
    expect(sandbox.book.order('Check1')).toBeUndefined();
    await control('clock', { advance: '10 minutes' });
    await until(ref, ({ status }) => status === 'active');
    expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued']);
  });

  test('that ECPay does not have needs attention, and nothing is issued', async () => {
    const { client, until, sandbox } = world();
    const ref = await place('Check2', 500);
    await client.confirmPayment(ref, { amount: AMOUNT, reference: 'SAID' });
    const { attention } = await until(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'paymentNotFound' });
    expect(sandbox.book.order('Check2')).toBeUndefined();
  });
});

describe('`temporal workflow signal --name paymentConfirmed`', () => {
  async function signalled(tradeNo: string, input: string): Promise<OrderRef> {
    const { client, environment } = world();
    const payment = { amount: 1360 };
    const { ref } = await client.placeOrder({ order: electronicOrder(tradeNo), payment, timing: PROMPT });
    const signal = ['workflow', 'signal', '--name', 'paymentConfirmed', '--input', input];
    await temporalCli(environment, ...signal, '--workflow-id', workflowIdOf(ref));
    return ref;
  }

  test('with the amount confirms the payment', async () => {
    const ref = await signalled('ByHand1', '{"amount":1360}');
    const issued = await world().until(ref, ({ status }) => status === 'active');
    expect(issued).toMatchObject({ payment: { paid: { amount: 1360 } }, counts: { unused: 2 } });
  });

  test.each([
    ['another amount', '{"amount":136}'],
    ['an unreadable amount', '{"amount":"a lot"}'],
  ])('with %s needs attention', async (what, input) => {
    const ref = await signalled(`ByHand${what.length}`, input);
    const { attention } = await world().until(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'amountMismatch' });
  });
});
