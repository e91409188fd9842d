/** Ticket actions whose reply is lost: the error names the update id for a retry, and nothing is done twice. */
import { describe, expect, test } from '@jest/globals';
import { OutcomeUnknownError } from '../../../client/index.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { useDevWorld } from '../../support/dev-world.js';
import { paperOrder } from '../../support/orders.js';

const world = useDevWorld();
const one = { tickets: { count: 1 } };

/** Returns the error of the call. */
async function lost(answer: Promise<unknown>): Promise<OutcomeUnknownError> {
  const error = await answer.catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(OutcomeUnknownError);
  return error as OutcomeUnknownError;
}

test('a call that times out returns its outcome later under the generated update id', async () => {
  const { client, issued, control, orderAtECPay } = world();
  const { ref } = await issued(paperOrder('Slow1', 3));
  await control('faults', { on: '/api/Ticket/WriteOff', kind: 'slow', ms: 3000, times: 1, tradeNo: 'Slow1' });
  const error = await lost(client.redeem(ref, one, { timeoutMs: 1000 }));
  expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', reason: 'answerLost', workflowId: workflowIdOf(ref) });
  expect(error.message).toContain(`updateId "${error.updateId}"`);
  const { tickets } = await client.redeem(ref, one, { updateId: error.updateId });
  expect(tickets).toMatchObject([{ result: 'done', state: 'redeemed' }]);
  expect(orderAtECPay('Slow1').totals).toMatchObject({ RedeemCount: 1 });
});

test('a call that times out while it adopts the order returns its outcome later', async () => {
  const { client, control, orderAtECPay } = world();
  const ref = { merchantId: '3085676', merchantTradeNo: 'Slow2' };
  await control('orders', {
    MerchantID: '3085676',
    MerchantTradeNo: 'Slow2',
    IssueType: '2',
    PrintType: '2',
    Operator: 'BackOffice',
    TicketInfo: [{ ItemNo: 'BR103218', TicketAmount: 2 }],
  });
  await control('faults', { on: '/api/Ticket/WriteOff', kind: 'slow', ms: 3000, times: 1, tradeNo: 'Slow2' });
  const { updateId } = await lost(client.redeem(ref, one, { timeoutMs: 2000, updateId: 'pos-7-receipt-1' }));
  expect(updateId).toBe('pos-7-receipt-1');
  expect((await client.redeem(ref, one, { updateId })).tickets).toMatchObject([{ result: 'done' }]);
  expect(orderAtECPay('Slow2').totals).toMatchObject({ RedeemCount: 1 });
});

test('a workflow that is terminated during a redemption does not report that nothing was changed', async () => {
  const { client, issued, control, environment, attempts } = world();
  const { ref } = await issued(paperOrder('Term1'));
  await control('faults', { on: '/api/Ticket/WriteOff', kind: 'hang', ms: 1000, times: 1000, tradeNo: 'Term1' });
  const asked = lost(client.redeem(ref, one, { updateId: 'pos-1' }));
  while (attempts(ref, 'updateTickets') === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await environment.client.workflow.getHandle(workflowIdOf(ref)).terminate('by an operator');
  expect(await asked).toMatchObject({ reason: 'workflowEnded', updateId: 'pos-1' });
});

describe('an invalid update id', () => {
  test.each(['', 'pos 7', 'x'.repeat(201), 'pos\n7'])('%j is refused, and nothing is done', async (updateId) => {
    const { client } = world();
    const ref = { merchantId: '3085676', merchantTradeNo: 'NoAct1' };
    const why = 'once';
    const refused = { code: 'INVALID_REQUEST', violations: [{ path: 'options.updateId' }] };
    await expect(client.redeem(ref, one, { updateId })).rejects.toMatchObject(refused);
    await expect(client.cancelOrder(ref, { by: 'Chan', why }, { updateId })).rejects.toMatchObject(refused);
    await expect(client.getOrder(ref)).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' });
  });

  test('in a misspelt option is refused instead of replaced by a random id', async () => {
    const ref = { merchantId: '3085676', merchantTradeNo: 'NoAct1' };
    const misspelt = { updateID: 'pos-7' } as object;
    const refused = { code: 'INVALID_REQUEST', violations: [{ rule: 'unknownField' }] };
    await expect(world().client.redeem(ref, one, misspelt)).rejects.toMatchObject(refused);
  });
});
