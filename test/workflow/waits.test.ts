/** Limits of every wait: an order that waits too long needs attention, and continues by itself afterwards. */
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { OrderRef } from '../../ecticket/order.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { STATUS } from '../../workflows/messages/search-attribute-keys.js';
import { isCancelRequested, type ProviderCall } from '../support/cancelled-attempts.js';
import { issuedOrder, useOrderWorld } from '../support/order-world.js';
import { electronicOrder } from '../support/orders.js';
import { passTimeDuring } from '../support/pass-time.js';
import { untilPasses } from '../support/until-passes.js';

/** Runs once, while the next activity calls ECPay. */
let duringNextCall: ((call: ProviderCall) => Promise<void>) | undefined;

const world = useOrderWorld({
  onProviderCall: async (call, phase) => {
    const act = duringNextCall;
    if (phase !== 'acts' || act === undefined) return;
    duringNextCall = undefined;
    await act(call);
  },
});
// Days of attempts, five minutes apart, are slow on a busy machine.
jest.setTimeout(300_000);
const HOUR_MS = 3_600_000;

const recover = () => world().sandbox.app.inject({ method: 'DELETE', url: '/_sandbox/faults' });
afterEach(recover);

/** Makes the endpoint fail until the test calls `recover`. */
const breakEndpoint = (endpoint: string, kind: string, tradeNo: string) =>
  world().control('faults', { on: endpoint === '*' ? '*' : `/api/Ticket/${endpoint}`, kind, tradeNo, times: 100_000 });

const active = ({ status }: { status: string }) => status === 'active';

async function statusShown(ref: OrderRef): Promise<string | undefined> {
  const { typedSearchAttributes } = await world().environment.client.workflow.getHandle(workflowIdOf(ref)).describe();
  return typedSearchAttributes.get(STATUS);
}

describe('a paid order that ECPay does not accept', () => {
  // Each hour takes twelve attempts, so that only one of the faults lasts until the reminders.
  test.each([
    ['http500', 'SERVER_ERROR', 25],
    ['html', 'NOT_AN_ECPAY_REPLY', 3],
    ['reset', 'TIMED_OUT', 3],
    ['transCode', 'ENVELOPE_REFUSED', 3],
    ['badMac', 'DATA_REJECTED', 3],
  ])('%s needs attention (%s), reminds of it for %d hours, and continues by itself', async (kind, code, hours) => {
    const { client, environment, passTimeUntil, allEventTypes, sandbox } = world();
    const tradeNo = `DELAYED${kind}`;
    await breakEndpoint('*', kind, tradeNo);
    const { ref } = await client.placeOrder({ order: electronicOrder(tradeNo), payment: { paid: {} } });
    await environment.sleep('2 hours');
    const attention = { code, reason: expect.stringMatching(/^(issueDelayed|configuration)$/) };
    await untilPasses(async () =>
      expect(await client.getOrder(ref)).toMatchObject({ status: 'needsAttention', attention }),
    );
    expect(await statusShown(ref)).toBe('needsAttention');
    await environment.sleep((hours - 2) * HOUR_MS);
    const types = await allEventTypes(ref);
    expect(types.slice(0, 2)).toEqual(['paymentConfirmed', 'needsAttention']);
    const reminders = types.filter((type) => type === 'needsAttention').length - 1;
    expect(reminders).toBeGreaterThanOrEqual(Math.floor(hours / 24));

    await recover();
    expect(await passTimeUntil(ref, active)).toMatchObject({ counts: { unused: 2 } });
    expect((await allEventTypes(ref)).slice(-2)).toEqual(['attentionResolved', 'issued']);
    expect(sandbox.book.order(tradeNo)).toMatchObject({ issuances: 1 });
  });

  test('can be corrected and resubmitted, or abandoned, while Issue is retried', async () => {
    const { client, environment, sandbox, passTimeUntil } = world();
    for (const tradeNo of ['DELAYED1', 'DELAYED2']) await breakEndpoint('*', 'http500', tradeNo);
    const [one, other] = await Promise.all(
      ['DELAYED1', 'DELAYED2'].map(async (tradeNo) => {
        const { ref } = await client.placeOrder({ order: electronicOrder(tradeNo), payment: { paid: {} } });
        return ref;
      }),
    );
    if (one === undefined || other === undefined) throw new Error('two orders were placed');
    await environment.sleep('2 hours');
    const abandoned = await client.abandon(one, { by: 'Ann', why: 'the customer does not want to wait' });
    expect(abandoned).toBe('awaitingIssuance');
    // ECPay may have the order as it was: other items could be issued besides.
    const fewer = electronicOrder('DELAYED2', { items: [{ itemNo: 'VQT04959', quantity: 1 }] });
    const decision = { by: 'Ann', why: 'a typing error', amount: 680 };
    await expect(client.resubmit(other, { ...decision, order: fewer })).rejects.toMatchObject({
      reason: 'ISSUE_UNANSWERED',
    });
    const corrected = electronicOrder('DELAYED2', { customerName: '陳小明' });
    expect(await client.resubmit(other, { by: 'Ann', why: 'a typing error', order: corrected })).toBe('issuing');
    await recover();
    expect(await passTimeUntil(other, active)).toMatchObject({ counts: { unused: 2 } });
    await passTimeUntil(one, ({ status }) => status === 'abandoned');
    expect(sandbox.book.order('DELAYED1')).toMatchObject({ issuances: 0 });
  });
});

describe('a decision ends the call for which the order needed attention', () => {
  const decision = { by: 'Ann', why: 'the customer does not want to wait' };

  test('an order that was resubmitted too early needs attention again after an hour', async () => {
    const { client, environment, passTimeUntil, allEventTypes } = world();
    await breakEndpoint('*', 'http500', 'EARLY1');
    const { ref } = await client.placeOrder({ order: electronicOrder('EARLY1'), payment: { paid: {} } });
    await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { step: '10 minutes' });
    expect(await client.resubmit(ref, { by: 'Ann', why: 'ECPay says that it works again' })).toBe('issuing');
    await environment.sleep('90 minutes');
    await untilPasses(async () =>
      expect(await client.getOrder(ref)).toMatchObject({
        status: 'needsAttention',
        attention: { reason: 'issueDelayed' },
      }),
    );
    const attentions = (await allEventTypes(ref)).filter((type) => type === 'needsAttention');
    expect(attentions).toHaveLength(2);
    await client.abandon(ref, decision);
  });

  test.each(['rtnCode', 'processing'] as const)('an order that was abandoned while polls failed: %s', async (kind) => {
    const { client, control, passTimeUntil } = world();
    const tradeNo = `GIVENUP${kind}`;
    await control('faults', { on: 'issuance', kind: 'never', tradeNo });
    await breakEndpoint('QueryIssueResult', 'badMac', tradeNo);
    const { ref } = await client.placeOrder({ order: electronicOrder(tradeNo), payment: { paid: {} } });
    await passTimeUntil(ref, ({ attention }) => attention?.reason === 'configuration');
    expect(await client.abandon(ref, decision)).toBe('awaitingIssuance');
    await recover();
    if (kind === 'rtnCode') await breakEndpoint('QueryIssueResult', kind, tradeNo);
    else await control('faults', { on: 'issuance', kind: 'never', tradeNo });
    // ECPay does not have it; or ECPay never issues it, and the operator decides again.
    const expected = kind === 'rtnCode' ? 'abandoned' : 'needsAttention';
    await passTimeUntil(ref, ({ status }) => status === expected, { step: '1 hour' });
    if (kind === 'processing') expect(await client.abandon(ref, decision)).toBe('abandoned');
  });
});

describe('an order that ECPay has accepted', () => {
  test('continues to poll while a configuration fault needs attention', async () => {
    const { client, environment, passTimeUntil, allEventTypes } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('SLIP1'), payment: { paid: {} } });
    await passTimeUntil(ref, ({ status }) => status === 'awaitingIssuance', { step: '1 second' });
    await breakEndpoint('QueryIssueResult', 'transCode', 'SLIP1');
    const slipped = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(slipped.attention).toMatchObject({ reason: 'configuration', code: 'ENVELOPE_REFUSED' });
    await environment.sleep('1 day');
    await recover();
    await passTimeUntil(ref, active, { step: '10 minutes' });
    expect((await allEventTypes(ref)).at(-1)).toBe('issued');
  });

  test('survives a short configuration fault without an event', async () => {
    const { client, control, passTimeUntil, allEventTypes } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('SLIP2'), payment: { paid: {} } });
    await passTimeUntil(ref, ({ status }) => status === 'awaitingIssuance', { step: '1 second' });
    const on = '/api/Ticket/QueryIssueResult';
    await control('faults', { on, kind: 'transCode', tradeNo: 'SLIP2', times: 2 });
    await passTimeUntil(ref, active);
    expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued']);
  });

  test('polls after a callback, whatever it needs attention for', async () => {
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
  // Each day takes 288 attempts, so that only one of the faults lasts for days.
  test.each([
    ['badMac', '1 day', 48],
    ['http500', '3 hours', 1],
    ['rtnCode', '3 hours', 1],
  ] as const)('%s needs attention after %s, continues %d hours later, and never ends', async (kind, limit, hours) => {
    const { control, callBack, environment, passTimeUntil, allEventTypes } = world();
    const tradeNo = `BLIND${kind}`;
    const { ref } = await issuedOrder(world(), tradeNo, 2, { reconciliationLimit: limit });
    await control(`orders/${tradeNo}/redeem`, { count: 2 });
    await breakEndpoint('QueryOrderInfo', kind, tradeNo);
    await callBack(ref);
    const step = limit === '1 day' ? '6 hours' : '1 hour';
    const blind = await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { step });
    expect(blind).toMatchObject({ attention: { reason: 'recordUnreadable' }, counts: { unused: 2 } });
    expect(await statusShown(ref)).toBe('needsAttention');
    await environment.sleep(hours * HOUR_MS);
    await recover();
    await passTimeUntil(ref, ({ status }) => status === 'settled', { step: '6 hours' });
    const types = await allEventTypes(ref);
    expect(types.slice(0, 3)).toEqual(['paymentConfirmed', 'issued', 'needsAttention']);
    expect(types.slice(-2)).toEqual(['redeemed', 'settled']);
  });

  test('is read again after a callback arrives during a failing read', async () => {
    const { control, callBack, environment, passTimeUntil } = world();
    const { ref } = await issuedOrder(world(), 'BLINDCALL', 2, { reconciliationLimit: '3 hours' });
    await control('orders/BLINDCALL/redeem', { count: 2 });
    await breakEndpoint('QueryOrderInfo', 'badMac', 'BLINDCALL');
    await callBack(ref);
    await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { step: '6 hours' });
    duringNextCall = async (call) => {
      await callBack(ref);
      while (!(await isCancelRequested(environment, call))) await pause(5);
    };
    await passTimeUntil(ref, () => duringNextCall === undefined, { step: '10 minutes' });
    await recover();
    await passTimeUntil(ref, ({ status }) => status === 'settled', { step: '6 hours' });
  });

  test('is not released at the end of escrow, and settles when the record can be read', async () => {
    const { control, client, environment, passTimeUntil, allEventTypes } = world();
    const timing = { releaseAfter: 24 * HOUR_MS, reconciliationLimit: 3 * HOUR_MS };
    const { ref } = await client.placeOrder({ order: electronicOrder('BLINDEND'), payment: { paid: {} }, timing });
    await passTimeUntil(ref, active);
    await environment.sleep('364 days');
    await control('orders/BLINDEND/redeem', { count: 2 });
    await breakEndpoint('QueryOrderInfo', 'badMac', 'BLINDEND');
    await environment.sleep('2 days');
    const blind = await passTimeUntil(ref, ({ status }) => status === 'needsAttention', { step: '1 hour' });
    expect(blind.counts).toMatchObject({ unused: 2 });
    await recover();
    await passTimeUntil(ref, ({ status }) => status === 'settled', { step: '6 hours' });
    expect(await allEventTypes(ref)).not.toContain('released');
  });

  test('refuses a redemption as not sent, with the reason', async () => {
    const { client } = world();
    const { ref } = await issuedOrder(world(), 'BLINDACT');
    await breakEndpoint('QueryOrderInfo', 'http500', 'BLINDACT');
    const { tickets } = await passTimeDuring(world(), client.redeem(ref, { tickets: { count: 1 } }));
    expect(tickets).toMatchObject([{ result: 'refused', refusal: { code: 'PROVIDER_UNAVAILABLE' } }]);
  });
});

test('a refund that cannot be polled for a month emits refundUnconfirmed', async () => {
  const { client, environment, allEventTypes } = world();
  const { ref, ticketNos } = await issuedOrder(world(), 'BANKDOWN');
  await breakEndpoint('QueryRefundInfo', 'http500', 'BANKDOWN');
  await client.refund(ref, { tickets: { ticketNo: ticketNos[0] ?? '' } });
  await environment.sleep('40 days');
  expect(await allEventTypes(ref)).toContain('refundUnconfirmed');
});
