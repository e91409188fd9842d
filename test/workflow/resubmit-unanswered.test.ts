/** An order whose Issue was not answered, and that an operator resubmits: a decision is no answer of ECPay. */
import { expect, test } from '@jest/globals';
import { useOrderWorld } from '../support/order-world.js';
import { electronicOrder } from '../support/orders.js';

// The sandbox accepts a second Issue here, so that a duplicate is visible instead of being refused.
const world = useOrderWorld({ sandbox: { duplicates: 'allow' } });
const ISSUE = '/api/Ticket/Issue';
const QUERY = '/api/Ticket/QueryIssueResult';
const DECISION = { by: 'Ann', why: 'once more' };

/** ECPay acts on Issue, its answer is lost, and ECPay answers no query for longer than `issueLimit`. */
async function unansweredOrder(tradeNo: string) {
  const { client, control, passTimeUntil, sandbox } = world();
  await control('faults', { on: ISSUE, kind: 'resetAfter', tradeNo });
  await control('faults', { on: QUERY, kind: 'http500', tradeNo, times: 1000 });
  const { ref } = await client.placeOrder({ order: electronicOrder(tradeNo), payment: { paid: {} } });
  const { attention } = await passTimeUntil(ref, ({ status }) => status === 'needsAttention', {
    step: '10 minutes',
  });
  expect(attention).toMatchObject({ reason: 'issueDelayed' });
  await sandbox.app.inject({ method: 'DELETE', url: '/_sandbox/faults' });
  expect(sandbox.book.order(tradeNo)).toMatchObject({ issuances: 1 });
  return ref;
}

test('one refused query after resubmit does not send Issue again', async () => {
  const { client, control, passTimeUntil, sandbox } = world();
  const ref = await unansweredOrder('RESUB1');
  await control('faults', { on: QUERY, kind: 'rtnCode', tradeNo: 'RESUB1', times: 1 });
  await client.resubmit(ref, DECISION);
  await passTimeUntil(ref, ({ status }) => status === 'active');
  expect(sandbox.book.order('RESUB1')).toMatchObject({ issuances: 1 });
});

test('two refused queries after resubmit do not make the order say that no tickets exist', async () => {
  const { client, control, passTimeUntil, allEventTypes } = world();
  const ref = await unansweredOrder('RESUB2');
  await control('faults', { on: QUERY, kind: 'rtnCode', tradeNo: 'RESUB2', times: 2 });
  // ECPay refuses the number as already used.
  await control('faults', { on: ISSUE, kind: 'rtnCode', tradeNo: 'RESUB2' });
  await client.resubmit(ref, DECISION);
  const hasResult = ({ status }: { status: string }) => ['active', 'needsAttention'].includes(status);
  expect(await passTimeUntil(ref, hasResult)).toMatchObject({ status: 'active', counts: { unused: 2 } });
  expect(await allEventTypes(ref)).toEqual(['paymentConfirmed', 'needsAttention', 'issued']);
});
