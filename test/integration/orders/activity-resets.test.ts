/**
 * An operator resets activities that wait for their next attempt (`temporal activity reset`): attempts count from 1.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { activityInfo } from '@temporalio/activity';
import { expect, test } from '@jest/globals';
import proto from '@temporalio/proto';
import type { OrderRef } from '../../../ecticket/order.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { PROMPT, useDevWorld } from '../../support/dev-world.js';
import { electronicOrder, paperOrder } from '../../support/orders.js';
import { untilPasses } from '../../support/until-passes.js';

const { PENDING_ACTIVITY_STATE_SCHEDULED } = proto.temporal.api.enums.v1.PendingActivityState;

/** Whether every attempt but the first fails, so that an activity waits for its reset. */
let doRetriesFail = false;

/** The sandbox accepts a second Issue, so that a duplicate is visible. */
const world = useDevWorld({
  sandbox: { duplicates: 'allow' },
  onProviderCall: async (_call, phase) => {
    if (phase === 'begins' && doRetriesFail && activityInfo().attempt > 1) throw new Error('not reset yet');
  },
});

/** Waits until the order's activity has failed, and resets it. */
async function resetWaitingActivity(ref: OrderRef, resetHeartbeat: boolean): Promise<void> {
  const { client, connection } = world().environment;
  const workflowId = workflowIdOf(ref);
  for (;;) {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    const waiting = raw.pendingActivities?.find(({ attempt, lastFailure }) => (attempt ?? 1) > 1 && lastFailure);
    if (waiting !== undefined) {
      const { activityId: id = null } = waiting;
      const execution = { workflowId };
      await connection.workflowService.resetActivity({ namespace: 'default', execution, id, resetHeartbeat });
      doRetriesFail = false;
      return;
    }
    await sleep(20);
  }
}

test.each([false, true])('a reset Issue queries ECPay first (heartbeat details reset: %s)', async (resetHeartbeat) => {
  const { client, control, orderAtECPay } = world();
  const tradeNo = `ActivityReset${resetHeartbeat ? 1 : 0}`;
  await control('faults', { on: '/api/Ticket/Issue', kind: 'resetAfter', tradeNo });
  await control('faults', { on: '/api/Ticket/QueryIssueResult', kind: 'http500', tradeNo });
  doRetriesFail = true;
  const { ref } = await client.placeOrder({ order: paperOrder(tradeNo, 2), payment: { paid: {} }, timing: PROMPT });
  await resetWaitingActivity(ref, resetHeartbeat);
  const { counts } = await client.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
  expect([orderAtECPay(tradeNo).issuances, counts.unused]).toEqual([1, 2]);
});

test('a reset redemption is reported as unknown if ECPay has done it', async () => {
  const { client, control, issued, orderAtECPay } = world();
  const tradeNo = 'ActivityReset2';
  const { ref, ticketNos } = await issued(paperOrder(tradeNo, 1));
  await control('faults', { on: '/api/Ticket/WriteOff', kind: 'resetAfter', tradeNo });
  doRetriesFail = true;
  const redemption = client.redeem(ref, { tickets: { ticketNo: ticketNos[0] ?? '' } });
  await resetWaitingActivity(ref, true);
  expect((await redemption).tickets).toMatchObject([{ result: 'unknown', state: 'redeemed' }]);
  expect(orderAtECPay(tradeNo).totals.RedeemCount).toBe(1);
});

test('a reset poll for the confirmation of a refund queries ECPay at once', async () => {
  const { attempts, client, control, environment, issued, until } = world();
  // The next poll comes after as long as the order has waited: 16 seconds when five attempts have been made.
  const timing = { firstRefundQuery: 2000, longestRefundQuery: 3_600_000 };
  const { ref } = await issued(electronicOrder('ActivityReset3'), timing);
  await client.refund(ref, { tickets: { count: 1 } });
  await untilPasses(async () => {
    const { raw } = await environment.client.workflow.getHandle(workflowIdOf(ref)).describe();
    expect(raw.pendingActivities).toMatchObject([{ state: PENDING_ACTIVITY_STATE_SCHEDULED, attempt: 6 }]);
  });
  const before = attempts(ref, 'pollRefund');
  await control('clock', { advance: '1 day' });
  await resetWaitingActivity(ref, false);
  await until(ref, ({ amounts }) => amounts.refundConfirmed > 0);
  expect(attempts(ref, 'pollRefund')).toBe(before + 1);
});
