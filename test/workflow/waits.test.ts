/** Every wait has an owner: whatever ECPay does for days, the merchant hears of it, and the order goes on by itself afterwards. */
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import type { OrderRef } from '../../ecticket/order.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { STATUS } from '../../workflows/messages/search-attribute-keys.js';
import { isCancelRequested, type ProviderCall } from '../support/cancelled-attempts.js';
import { issuedOrder, useOrderWorld } from '../support/order-world.js';
import { electronicOrder } from '../support/orders.js';

/** Happens once, while the next activity calls ECPay. */
let duringNextCall: ((call: ProviderCall) => Promise<void>) | undefined;

const world = useOrderWorld({
  onProviderCall: async (call, phase) => {
    const act = duringNextCall;
    if (phase !== 'acts' || act === undefined) return;
    duringNextCall = undefined;
    await act(call);
  },
});
// Days of attempts, five minutes apart, on a busy machine.
jest.setTimeout(300_000);

const recover = () => world().sandbox.app.inject({ method: 'DELETE', url: '/_sandbox/faults' });
afterEach(recover);

/** From now on, for as long as the test does not end it. */
const breakEndpoint = (endpoint: string, kind: string, tradeNo: string) =>
  world().control('faults', { on: endpoint === '*' ? '*' : `/api/Ticket/${endpoint}`, kind, tradeNo, times: 100_000 });

const active = ({ status }: { status: string }) => status === 'active';

async function statusShown(ref: OrderRef): Promise<string | undefined> {
  const { typedSearchAttributes } = await world().environment.client.workflow.getHandle(workflowIdOf(ref)).describe();
  return typedSearchAttributes.get(STATUS);
}

describe('a paid order that ECPay does not accept', () => {
  test.each([
    ['http500', 'SERVER_ERROR'],
    ['html', 'NOT_AN_ECPAY_REPLY'],
    ['reset', 'TIMED_OUT'],
    ['transCode', 'ENVELOPE_REFUSED'],
    ['badMac', 'DATA_REJECTED'],
  ])('%s for two days: it needs attention, the merchant hears of it, and it goes on by itself', async (kind, code) => {
    const { client, environment, passTimeUntil, heard, sandbox } = world();
    const tradeNo = `DELAYED${kind}`;
    await breakEndpoint('*', kind, tradeNo);
    const { ref } = await client.placeOrder({ order: electronicOrder(tradeNo), payment: { paid: {} } });
    await environment.sleep('2 hours');
    const delayed = await client.getOrder(ref);
    expect(delayed).toMatchObject({ status: 'needsAttention', attention: { code } });
    expect(['issueDelayed', 'configuration']).toContain(delayed.attention?.reason);
    expect(await statusShown(ref)).toBe('needsAttention');
    await environment.sleep('46 hours');
    const told = await heard(ref);
    expect(told.slice(0, 2)).toEqual(['paymentConfirmed', 'needsAttention']);
    expect(told.filter((type) => type === 'needsAttention').length).toBeGreaterThan(2);

    await recover();
    expect(await passTimeUntil(ref, active)).toMatchObject({ counts: { unused: 2 } });
    expect((await heard(ref)).slice(-2)).toEqual(['attentionResolved', 'issued']);
    expect(sandbox.book.order(tradeNo)).toMatchObject({ issuances: 1 });
  });

  test('can be corrected and sent again, or given up, while it is sent on', async () => {
    const { client, environment, passTimeUntil } = world();
    for (const tradeNo of ['DELAYED1', 'DELAYED2']) await breakEndpoint('*', 'http500', tradeNo);
    const [one, other] = await Promise.all(
      ['DELAYED1', 'DELAYED2'].map(async (tradeNo) => {
        const { ref } = await client.placeOrder({ order: electronicOrder(tradeNo), payment: { paid: {} } });
        return ref;
      }),
    );
    if (one === undefined || other === undefined) throw new Error('two orders were placed');
    await environment.sleep('2 hours');
    expect(await client.abandon(one, { by: 'Ann', why: 'the customer does not want to wait' })).toBe('abandoned');
    const corrected = electronicOrder('DELAYED2', { items: [{ itemNo: 'VQT04959', quantity: 1 }] });
    expect(await client.resubmit(other, { by: 'Ann', why: 'one is enough', order: corrected })).toBe('issuing');
    await recover();
    expect(await passTimeUntil(other, active)).toMatchObject({ counts: { unused: 1 } });
  });
});

describe('an order that ECPay has accepted', () => {
  test('goes on polling while a configuration fault needs attention', async () => {
    const { client, environment, passTimeUntil, heard } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('SLIP1'), payment: { paid: {} } });
    await passTimeUntil(ref, ({ status }) => status === 'awaitingIssuance', { step: '1 second' });
    await breakEndpoint('QueryIssueResult', 'transCode', 'SLIP1');
    const slipped = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(slipped.attention).toMatchObject({ reason: 'configuration', code: 'ENVELOPE_REFUSED' });
    await environment.sleep('1 day');
    await recover();
    await passTimeUntil(ref, active, { step: '10 minutes' });
    expect((await heard(ref)).at(-1)).toBe('issued');
  });

  test('outlives a configuration fault of a moment without anybody hearing of it', async () => {
    const { client, control, passTimeUntil, heard } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('SLIP2'), payment: { paid: {} } });
    await passTimeUntil(ref, ({ status }) => status === 'awaitingIssuance', { step: '1 second' });
    const on = '/api/Ticket/QueryIssueResult';
    await control('faults', { on, kind: 'transCode', tradeNo: 'SLIP2', times: 2 });
    await passTimeUntil(ref, active);
    expect(await heard(ref)).toEqual(['paymentConfirmed', 'issued']);
  });

  test('a callback is followed by a question, whatever the order needs attention for', async () => {
    const { client, callBack, passTimeUntil, sandbox } = world();
    await world().control('faults', { on: 'issuance', kind: 'fails', tradeNo: 'CALLED1' });
    const { ref } = await client.placeOrder({ order: electronicOrder('CALLED1'), payment: { paid: {} } });
    await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    const before = world().attempts(ref, 'pollIssuance');
    await callBack(ref);
    await passTimeUntil(ref, () => world().attempts(ref, 'pollIssuance') > before, { step: '1 second' });
    expect(await client.getOrder(ref)).toMatchObject({ status: 'needsAttention', attention: { reminders: 0 } });
    expect(sandbox.book.order('CALLED1')).toMatchObject({ tickets: [] });
  });
});

describe('an issued order whose record cannot be read', () => {
  test.each(['badMac', 'http500', 'rtnCode'])(
    '%s for ten days: it needs attention, then goes on, and is never told to have ended',
    async (kind) => {
      const { control, callBack, environment, passTimeUntil, heard } = world();
      const tradeNo = `BLIND${kind}`;
      const { ref } = await issuedOrder(world(), tradeNo);
      await control(`orders/${tradeNo}/redeem`, { count: 2 });
      await breakEndpoint('QueryOrderInfo', kind, tradeNo);
      await callBack(ref);
      const blind = await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { step: '6 hours' });
      expect(blind).toMatchObject({ attention: { reason: 'recordUnreadable' }, counts: { unused: 2 } });
      expect(await statusShown(ref)).toBe('needsAttention');
      await environment.sleep('9 days');
      await recover();
      await passTimeUntil(ref, ({ status }) => status === 'settled', { step: '6 hours' });
      const told = await heard(ref);
      expect(told.slice(0, 3)).toEqual(['paymentConfirmed', 'issued', 'needsAttention']);
      expect(told.slice(-2)).toEqual(['redeemed', 'settled']);
    },
  );

  test('a callback comes during a read that fails then: the order reads again', async () => {
    const { control, callBack, environment, passTimeUntil } = world();
    const { ref } = await issuedOrder(world(), 'BLINDCALL');
    await control('orders/BLINDCALL/redeem', { count: 2 });
    await breakEndpoint('QueryOrderInfo', 'badMac', 'BLINDCALL');
    await callBack(ref);
    await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { step: '6 hours' });
    duringNextCall = async (call) => {
      await callBack(ref);
      while (!(await isCancelRequested(environment, call))) await setImmediate();
    };
    await passTimeUntil(ref, () => duringNextCall === undefined, { step: '10 minutes' });
    await recover();
    await passTimeUntil(ref, ({ status }) => status === 'settled', { step: '6 hours' });
  });

  test('at the end of escrow and beyond: the order is not released, and settles when it can be read', async () => {
    const { control, client, environment, passTimeUntil, heard } = world();
    const timing = { releaseAfter: 24 * 3_600_000 };
    const { ref } = await client.placeOrder({ order: electronicOrder('BLINDEND'), payment: { paid: {} }, timing });
    await passTimeUntil(ref, active);
    await environment.sleep('362 days');
    await control('orders/BLINDEND/redeem', { count: 2 });
    await breakEndpoint('QueryOrderInfo', 'badMac', 'BLINDEND');
    await environment.sleep('20 days');
    expect(await client.getOrder(ref)).toMatchObject({ status: 'needsAttention', counts: { unused: 2 } });
    await recover();
    await passTimeUntil(ref, ({ status }) => status === 'settled', { step: '6 hours' });
    expect(await heard(ref)).not.toContain('released');
  });

  test('a redemption is refused as not sent meanwhile, and says why', async () => {
    const { client } = world();
    const { ref } = await issuedOrder(world(), 'BLINDACT');
    await breakEndpoint('QueryOrderInfo', 'http500', 'BLINDACT');
    const asked = client.redeem(ref, { tickets: { count: 1 } });
    await world().environment.sleep('2 minutes');
    expect((await asked).tickets).toMatchObject([{ result: 'refused', refusal: { code: 'PROVIDER_UNAVAILABLE' } }]);
  });
});

test('a refund about which ECPay cannot be asked for a month is told as unconfirmed', async () => {
  const { client, environment, heard } = world();
  const { ref, ticketNos } = await issuedOrder(world(), 'BANKDOWN');
  await breakEndpoint('QueryRefundInfo', 'http500', 'BANKDOWN');
  await client.refund(ref, { tickets: { ticketNo: ticketNos[0] ?? '' } });
  await environment.sleep('40 days');
  expect(await heard(ref)).toContain('refundUnconfirmed');
});
