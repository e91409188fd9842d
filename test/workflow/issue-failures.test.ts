/** Issue under faults: however it goes wrong, the order is issued once, or a person hears why it is not. */
import { describe, expect, test } from '@jest/globals';
import { useOrderWorld } from '../support/order-world.js';
import { dayInTaipei, electronicOrder } from '../support/orders.js';

// A second Issue yields tickets twice here, so that a double issue cannot hide behind ECPay's own refusal of it.
const world = useOrderWorld({ sandbox: { duplicates: 'allow' } });
const ISSUE = '/api/Ticket/Issue';
const QUERY = '/api/Ticket/QueryIssueResult';
const active = ({ status }: { status: string }) => status === 'active';

describe('a fault at Issue is outlived, and the tickets are issued once', () => {
  const faults: [string, object[]][] = [
    ['cut before it acts', [{ on: ISSUE, kind: 'reset' }]],
    ['acts, then cut', [{ on: ISSUE, kind: 'resetAfter' }]],
    ['acts, then cut, three times in a row', [{ on: ISSUE, kind: 'resetAfter', times: 3 }]],
    ['HTTP 500', [{ on: ISSUE, kind: 'http500', times: 2 }]],
    ['a truncated reply', [{ on: ISSUE, kind: 'truncated' }]],
    ['a page instead of a reply', [{ on: ISSUE, kind: 'html' }]],
    ['a broken checksum', [{ on: ISSUE, kind: 'badMac' }]],
    ['undecipherable Data', [{ on: ISSUE, kind: 'badData' }]],
    ['an envelope refused', [{ on: ISSUE, kind: 'transCode' }]],
    [
      'acts, then cut, and the question after it is cut too',
      [
        { on: ISSUE, kind: 'resetAfter' },
        { on: QUERY, kind: 'reset', times: 2 },
      ],
    ],
    [
      'acts, then cut, and the answer to the question is broken',
      [
        { on: ISSUE, kind: 'resetAfter' },
        { on: QUERY, kind: 'badMac' },
      ],
    ],
  ];

  test.each(faults.map(([name, steps], index) => [name, steps, `FAULT${index}`] as const))(
    '%s',
    async (_name, steps, tradeNo) => {
      const { client, control, passTimeUntil, sandbox, eventTypes } = world();
      for (const fault of steps) await control('faults', { ...fault, tradeNo });
      const { ref } = await client.placeOrder({ order: electronicOrder(tradeNo), payment: { paid: {} } });
      expect(await passTimeUntil(ref, active)).toMatchObject({ counts: { unused: 2 } });
      expect(sandbox.book.order(tradeNo)).toMatchObject({ issuances: 1 });
      expect(eventTypes(ref)).toEqual(['paymentConfirmed', 'issued']);
    },
  );
});

describe('a person is asked', () => {
  test('when ECPay says no: with its code and words, and nothing was issued', async () => {
    const { client, passTimeUntil, sandbox, eventTypes } = world();
    const order = electronicOrder('REFUSED1', { items: [{ itemNo: 'OFF00001', quantity: 1 }] });
    const { ref } = await client.placeOrder({ order, payment: { paid: {} } });
    const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'issueRefused', options: ['resubmit', 'abandon', 'cancelOrder'] });
    expect(attention?.code).toMatch(/^\d+$/);
    expect(sandbox.book.order('REFUSED1')?.remark).toBe(`${attention?.code}: ${attention?.words}`);
    expect(sandbox.book.order('REFUSED1')).toMatchObject({ issuances: 0, tickets: [] });
    expect(eventTypes(ref)).toEqual(['paymentConfirmed', 'needsAttention']);
  });

  test('and the order waits for one; a callback makes it ask ECPay once whether there are tickets all the same', async () => {
    const { client, callBack, environment, attempts } = world();
    const ref = { merchantId: '3085676', merchantTradeNo: 'REFUSED1' };
    await callBack(ref);
    await client.confirmPayment(ref);
    await environment.sleep('40 days');
    expect(await client.getOrder(ref)).toMatchObject({ status: 'needsAttention', callbacks: { received: 1 } });
    expect(attempts(ref, 'issue')).toBe(1);
    expect(attempts(ref, 'pollIssuance')).toBe(1);
  });

  test('when the envelope is refused again and again: a setting of ours is wrong', async () => {
    const { client, control, passTimeUntil } = world();
    await control('faults', { on: '*', kind: 'transCode', tradeNo: 'ENVELOPE1', times: 100 });
    const { ref } = await client.placeOrder({ order: electronicOrder('ENVELOPE1'), payment: { paid: {} } });
    const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'configuration', code: 'ENVELOPE_REFUSED' });
  });

  test('when the payment came so late that the order’s start date has passed', async () => {
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
    expect(attention?.words).toContain('items[0].startDate');
    expect(sandbox.book.order('STALE1')).toBeUndefined();
  });

  test('when the amount is not the order’s: nothing is sent to ECPay', async () => {
    const { client, passTimeUntil, sandbox } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('AMOUNT1'), payment: { amount: 1360 } });
    await client.confirmPayment(ref, { amount: 1 });
    const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'amountMismatch' });
    expect(sandbox.book.order('AMOUNT1')).toBeUndefined();
  });
});

describe('never twice', () => {
  test('an order that ECPay had issued unheard, and that a person sends again', async () => {
    const { client, control, passTimeUntil, sandbox } = world();
    // It acts, and no answer of its can be believed for as long as that is tried.
    await control('faults', { on: '*', kind: 'badMac', tradeNo: 'UNHEARD1', times: 12 });
    const { ref } = await client.placeOrder({ order: electronicOrder('UNHEARD1'), payment: { paid: {} } });
    const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
    expect(attention).toMatchObject({ reason: 'configuration' });
    await world().sandbox.app.inject({ method: 'DELETE', url: '/_sandbox/faults' });
    await client.resubmit(ref, { by: 'Ann', why: 'once more' });
    expect(await passTimeUntil(ref, active)).toMatchObject({ counts: { unused: 2 } });
    expect(sandbox.book.order('UNHEARD1')).toMatchObject({ issuances: 1 });
  });

  test('an order whose answer was lost, while ECPay’s own books are behind', async () => {
    const { client, control, passTimeUntil, eventTypes } = world();
    await control('faults', { on: ISSUE, kind: 'resetAfter', tradeNo: 'BEHIND1' });
    await control('faults', { on: QUERY, kind: 'rtnCode', tradeNo: 'BEHIND1', times: 3 });
    // What it then says of the number that it has is no.
    await control('faults', { on: ISSUE, kind: 'rtnCode', tradeNo: 'BEHIND1' });
    const { ref } = await client.placeOrder({ order: electronicOrder('BEHIND1'), payment: { paid: {} } });
    expect(await passTimeUntil(ref, active)).toMatchObject({ counts: { unused: 2 } });
    expect(eventTypes(ref)).toEqual(['paymentConfirmed', 'issued']);
  });
});

test('a platform that a person corrects is the order’s from then on', async () => {
  const { client, passTimeUntil } = world();
  const offSale = electronicOrder('PLATFORM1', { items: [{ itemNo: 'OFF00001', quantity: 1 }] });
  const { ref } = await client.placeOrder({ order: offSale, payment: { paid: {} } });
  await passTimeUntil(ref, ({ status }) => status === 'needsAttention');
  const corrected = electronicOrder('PLATFORM1', { platformId: '3085672' });
  await client.resubmit(ref, { by: 'Ann', why: 'sold by the platform', order: corrected });
  expect(await passTimeUntil(ref, active)).toMatchObject({ platformId: '3085672' });
});

test('an order that ECPay leaves unanswered for hours is shown as issuing, and issued when it answers', async () => {
  const { client, control, environment, passTimeUntil, sandbox } = world();
  await control('faults', { on: '*', kind: 'http500', tradeNo: 'DOWN1', times: 30 });
  const { ref, workflowId } = await client.placeOrder({ order: electronicOrder('DOWN1') });
  await client.confirmPayment(ref);
  await environment.sleep('5 minutes');
  const { typedSearchAttributes } = await environment.client.workflow.getHandle(workflowId).describe();
  expect(typedSearchAttributes.getAll()).toContainEqual(expect.objectContaining({ value: 'issuing' }));
  await passTimeUntil(ref, active, { step: '10 minutes' });
  expect(sandbox.book.order('DOWN1')).toMatchObject({ issuances: 1 });
});

describe('HTTP 403', () => {
  test('stops every call for that merchant until its time is up, says so, and no other merchant’s', async () => {
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
