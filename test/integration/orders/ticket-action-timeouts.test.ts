/** A ticket action has one minute from its acceptance, including its wait for other actions. */
import { expect, test } from '@jest/globals';
import { useDevWorld } from '../../support/dev-world.js';
import { paperOrder } from '../../support/orders.js';

const world = useDevWorld();

test('actions that time out while ECPay hangs are not sent later', async () => {
  const { client, control, issued, until, orderAtECPay } = world();
  const { ref, ticketNos } = await issued(paperOrder('Queue1', 3));
  await control('faults', { on: '/api/Ticket/QueryOrderInfo', kind: 'hang', times: 6, tradeNo: 'Queue1' });
  const redeemTicket = (index: number) => client.redeem(ref, { tickets: { ticketNo: ticketNos[index] ?? '' } });
  const answers = await Promise.allSettled([redeemTicket(0), redeemTicket(1), redeemTicket(2)]);
  for (const answer of answers) {
    if (answer.status === 'fulfilled') {
      expect(answer.value.tickets).toMatchObject([{ result: 'refused', refusal: { code: 'OUT_OF_TIME' } }]);
    } else expect(answer.reason).toMatchObject({ code: 'TICKET_ACTION_REFUSED', reason: 'OUT_OF_TIME' });
  }
  await world().sandbox.app.inject({ method: 'DELETE', url: '/_sandbox/faults' });
  await world().callBack(ref);
  await until(ref, ({ reconciled: { failingSince } }) => failingSince === undefined);
  expect(orderAtECPay('Queue1').totals).toMatchObject({ RedeemCount: 0 });
  // A new request for each ticket succeeds.
  for (const ticketNo of ticketNos) {
    expect((await client.redeem(ref, { tickets: { ticketNo } })).tickets).toMatchObject([{ result: 'done' }]);
  }
}, 240_000);

test('a throttled action is refused at once, with the time of the next possible attempt', async () => {
  const { client, control, issued, orderAtECPay } = world();
  const { ref } = await issued(paperOrder('Throttle1', 2));
  await control('faults', { on: '/api/Ticket/QueryOrderInfo', kind: 'http403', times: 1 });
  const { tickets } = await client.redeem(ref, { tickets: { count: 1 } });
  expect(tickets).toMatchObject([
    { result: 'refused', refusal: { code: 'THROTTLED', retryAt: expect.stringMatching(/^\d{4}-.*Z$/) as unknown } },
  ]);
  expect(orderAtECPay('Throttle1').totals).toMatchObject({ RedeemCount: 0 });
});
