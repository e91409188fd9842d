/** Faults of Issue: ECPay issues the order exactly once, or the order needs attention with the reason. */
import { describe, expect, test } from '@jest/globals';
import { useOrderWorld } from '../support/order-world.js';
import { dayInTaipei, electronicOrder } from '../support/orders.js';
import { untilPasses } from '../support/until-passes.js';

// The sandbox accepts a second Issue here, so that a duplicate is visible instead of being refused.
const world = useOrderWorld({ sandbox: { duplicates: 'allow' } });
const ISSUE = '/api/Ticket/Issue';
const QUERY = '/api/Ticket/QueryIssueResult';
const active = ({ status }: { status: string }) => status === 'active';

describe('tickets are issued once in spite of a fault at Issue', () => {
  const faults: [string, object[]][] = [
    ['connection reset before ECPay acts', [{ on: ISSUE, kind: 'reset' }]],
    ['connection reset after ECPay acts', [{ on: ISSUE, kind: 'resetAfter' }]],
    ['connection reset after ECPay acts, three consecutive times', [{ on: ISSUE, kind: 'resetAfter', times: 3 }]],
    ['HTTP 500', [{ on: ISSUE, kind: 'http500', times: 2 }]],
    ['a truncated reply', [{ on: ISSUE, kind: 'truncated' }]],
    ['an HTML page instead of a reply', [{ on: ISSUE, kind: 'html' }]],
    ['a wrong checksum', [{ on: ISSUE, kind: 'badMac' }]],
    ['undecipherable Data', [{ on: ISSUE, kind: 'badData' }]],
    ['a refused envelope', [{ on: ISSUE, kind: 'transCode' }]],
    [
      'connection reset after ECPay acts, and again at the query',
      [
        { on: ISSUE, kind: 'resetAfter' },
        { on: QUERY, kind: 'reset', times: 2 },
      ],
    ],
    [
      'connection reset after ECPay acts, and three refused queries',
      [
        { on: ISSUE, kind: 'resetAfter' },
        { on: QUERY, kind: 'rtnCode', times: 3 },
      ],
    ],
    [
      'connection reset after ECPay acts, and a wrong checksum at the query',
      [
        { on: ISSUE, kind: 'resetAfter' },
        { on: QUERY, kind: 'badMac' },
      ],
    ],
  ];

  test.each(faults.map(([name, steps], index) => [name, steps, `FAULT${index}`] as const))(
    '%s',
    async (_name, steps, tradeNo) => {
      const { client, control, passTimeUntil, sandbox, allEventTypes } = world();
      for (const fault of steps) await control('faults', { ...fault, tradeNo });
      const { ref } = await client.placeOrder({ order: electronicOrder(tradeNo), payment: { paid: {} } });
      expect(await passTimeUntil(ref, active)).toMatchObject({ counts: { unused: 2 } });
      expect(sandbox.book.order(tradeNo)).toMatchObject({ issuances: 1 });
      expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued']);
    },
  );
});

describe('an order needs attention', () => {
  test('when ECPay refuses it, with ECPay’s code and message, and nothing is issued', async () => {
    const { client, passTimeUntil, sandbox, allEventTypes } = world();
    const order = electronicOrder('REFUSED1', { items: [{ itemNo: 'OFF00001', quantity: 1 }] });
    const { ref } = await client.placeOrder({ order, payment: { paid: {} } });
    const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'issueRefused', options: ['resubmit', 'abandon', 'cancelOrder'] });
    expect(attention?.code).toMatch(/^\d+$/);
    expect(sandbox.book.order('REFUSED1')?.remark).toBe(`${attention?.code}: ${attention?.message}`);
    expect(sandbox.book.order('REFUSED1')).toMatchObject({ issuances: 0, tickets: [] });
    expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'needsAttention']);
  });

  test('until an operator decides, and a callback triggers one poll for tickets', async () => {
    const { client, callBack, environment, attempts } = world();
    const ref = { merchantId: '3085676', merchantTradeNo: 'REFUSED1' };
    await callBack(ref);
    await client.confirmPayment(ref);
    await environment.sleep('40 days');
    await untilPasses(async () =>
      expect(await client.getOrder(ref)).toMatchObject({ status: 'needsAttention', callbacks: { received: 1 } }),
    );
    expect(attempts(ref, 'issue')).toBe(1);
    expect(attempts(ref, 'pollIssuance')).toBe(1);
  });

  test('when ECPay refuses the envelope repeatedly, as a configuration fault', async () => {
    const { client, control, passTimeUntil } = world();
    await control('faults', { on: '*', kind: 'transCode', tradeNo: 'ENVELOPE1', times: 100 });
    const { ref } = await client.placeOrder({ order: electronicOrder('ENVELOPE1'), payment: { paid: {} } });
    const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'configuration', code: 'ENVELOPE_REFUSED' });
  });

  test('when the payment arrives after the order’s start date', async () => {
    const { client, environment, passTimeUntil, sandbox, now } = world();
    const startDate = dayInTaipei(await now(), 2);
    const order = electronicOrder('STALE1', {
      availability: 'fromStartDate',
      items: [{ itemNo: 'VQT04959', quantity: 1, startDate }],
    });
    const { ref } = await client.placeOrder({ order });
    await environment.sleep('4 days');
    await now();
    await client.confirmPayment(ref);
    const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'invalidOrder', code: 'INVALID_ORDER' });
    expect(attention?.message).toContain('items[0].startDate');
    expect(sandbox.book.order('STALE1')).toBeUndefined();
  });

  test('when the amount is wrong, and nothing is sent to ECPay', async () => {
    const { client, passTimeUntil, sandbox } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('AMOUNT1'), payment: { amount: 1360 } });
    await client.confirmPayment(ref, { amount: 1 });
    const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'amountMismatch' });
    expect(sandbox.book.order('AMOUNT1')).toBeUndefined();
  });
});

describe('Issue is not repeated for', () => {
  test('an order that ECPay issued with unreadable replies and that an operator resubmits', async () => {
    const { client, control, passTimeUntil, sandbox } = world();
    // ECPay acts, and all its replies have a wrong checksum.
    await control('faults', { on: '*', kind: 'badMac', tradeNo: 'UNHEARD1', times: 12 });
    const { ref } = await client.placeOrder({ order: electronicOrder('UNHEARD1'), payment: { paid: {} } });
    const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'configuration' });
    await world().sandbox.app.inject({ method: 'DELETE', url: '/_sandbox/faults' });
    await client.resubmit(ref, { by: 'Ann', why: 'once more' });
    expect(await passTimeUntil(ref, active)).toMatchObject({ counts: { unused: 2 } });
    expect(sandbox.book.order('UNHEARD1')).toMatchObject({ issuances: 1 });
  });

  test('an order whose reply was lost while ECPay’s record is not written yet', async () => {
    const { client, control, passTimeUntil, allEventTypes } = world();
    await control('faults', { on: ISSUE, kind: 'resetAfter', tradeNo: 'BEHIND1' });
    await control('faults', { on: QUERY, kind: 'rtnCode', tradeNo: 'BEHIND1', times: 5 });
    // ECPay then refuses the number as already used.
    await control('faults', { on: ISSUE, kind: 'rtnCode', tradeNo: 'BEHIND1' });
    const { ref } = await client.placeOrder({ order: electronicOrder('BEHIND1'), payment: { paid: {} } });
    expect(await passTimeUntil(ref, active)).toMatchObject({ counts: { unused: 2 } });
    expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'issued']);
  });
});

test('an order has the platform that an operator corrects', async () => {
  const { client, passTimeUntil } = world();
  const offSale = electronicOrder('PLATFORM1', { items: [{ itemNo: 'OFF00001', quantity: 1 }] });
  const { ref } = await client.placeOrder({ order: offSale, payment: { paid: {} } });
  await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
  const corrected = electronicOrder('PLATFORM1', { platformId: '3085672' });
  await client.resubmit(ref, { by: 'Ann', why: 'sold by the platform', order: corrected, amount: 1360 });
  expect(await passTimeUntil(ref, active)).toMatchObject({ platformId: '3085672' });
});

test('an order without an answer from ECPay for hours shows issuing, and is issued when ECPay answers', async () => {
  const { client, control, environment, passTimeUntil, sandbox } = world();
  await control('faults', { on: '*', kind: 'http500', tradeNo: 'DOWN1', times: 30 });
  const { ref, workflowId } = await client.placeOrder({ order: electronicOrder('DOWN1') });
  await client.confirmPayment(ref);
  await environment.sleep('11 minutes');
  const { typedSearchAttributes } = await environment.client.workflow.getHandle(workflowId).describe();
  expect(typedSearchAttributes.getAll()).toContainEqual(expect.objectContaining({ value: 'issuing' }));
  await passTimeUntil(ref, active, { step: '10 minutes' });
  expect(sandbox.book.order('DOWN1')).toMatchObject({ issuances: 1 });
});

test('an order that was placed as paid keeps its place in the queue of Issues until the limit', async () => {
  const { client, control, environment, passTimeUntil } = world();
  await control('faults', { on: '*', kind: 'http500', tradeNo: 'QUEUE1', times: 30 });
  const { ref, workflowId } = await client.placeOrder({ order: electronicOrder('QUEUE1'), payment: { paid: {} } });
  await environment.sleep('50 minutes');
  const { events } = await environment.client.workflow.getHandle(workflowId).fetchHistory();
  const scheduled = events?.filter(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'issue',
  );
  expect(scheduled).toHaveLength(1);
  await passTimeUntil(ref, active, { step: '10 minutes' });
});

describe('HTTP 403', () => {
  test('stops all calls for that merchant only, until the pause is over, and logs a warning', async () => {
    const { client, control, environment, passTimeUntil, sandbox, warnings } = world();
    await control('faults', { on: ISSUE, kind: 'http403', tradeNo: 'THROTTLED1' });
    const { ref } = await client.placeOrder({ order: electronicOrder('THROTTLED1'), payment: { paid: {} } });
    await environment.sleep('5 minutes');
    expect(warnings).toContainEqual(expect.objectContaining({ merchantId: '3085676', retryAt: expect.any(String) }));

    const other = await client.placeOrder({ order: electronicOrder('THROTTLED2'), payment: { paid: {} } });
    const escrow = electronicOrder('THROTTLED3', { merchantId: '3362787', paymentProvider: 'ecpay' });
    const third = await client.placeOrder({ order: escrow, payment: { paid: {} } });
    await passTimeUntil(third.ref, active);
    expect(sandbox.book.order('THROTTLED1')).toMatchObject({ issueCalls: 1, issuances: 0 });
    expect(sandbox.book.order('THROTTLED2')).toBeUndefined();

    await passTimeUntil(ref, active, { limit: 60 });
    await passTimeUntil(other.ref, active, { limit: 60 });
    expect(sandbox.book.order('THROTTLED1')).toMatchObject({ issuances: 1 });
  });
});
