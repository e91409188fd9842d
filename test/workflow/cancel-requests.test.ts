/** Cancel requests, as Temporal's Web UI and command line send them. */
import { expect, test } from '@jest/globals';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { issuedOrder, useOrderWorld } from '../support/order-world.js';
import { electronicOrder } from '../support/orders.js';

const world = useOrderWorld();

test('a cancel request cancels an order that waits for its payment', async () => {
  const { client, environment, end, eventTypes } = world();
  const { ref } = await client.placeOrder({ order: electronicOrder('CANCEL1') });
  await environment.client.workflow.getHandle(workflowIdOf(ref)).cancel();
  expect(await end(ref)).toMatchObject({ status: 'cancelled', decisions: [{ by: 'Temporal' }] });
  expect(eventTypes(ref)).toEqual(['cancelled']);
});

test('a cancel request does not end an order with tickets, which can still be redeemed', async () => {
  const { client, environment, end, eventTypes } = world();
  const { ref } = await issuedOrder(world(), 'CANCEL2');
  await environment.client.workflow.getHandle(workflowIdOf(ref)).cancel();
  await environment.sleep('10 days');
  await client.redeem(ref, { tickets: { count: 1 } });
  await client.refund(ref, { tickets: { count: 1 } });
  expect(await end(ref)).toMatchObject({ status: 'settled', amounts: { refundConfirmed: 680 } });
  expect(eventTypes(ref)).toEqual(['paymentConfirmed', 'issued', 'redeemed', 'refunded', 'settled', 'refundConfirmed']);
});

test('a cancel request does not end an order whose tickets ECPay has yet to issue', async () => {
  const { client, environment, passTimeUntil, attempts } = world();
  const { ref } = await client.placeOrder({ order: electronicOrder('CANCEL3'), payment: { paid: {} } });
  await passTimeUntil(ref, ({ status }) => status === 'awaitingIssuance', { step: '1 second' });
  await environment.client.workflow.getHandle(workflowIdOf(ref)).cancel();
  await passTimeUntil(ref, ({ status }) => status === 'active');
  expect(attempts(ref, 'issue')).toBe(1);
});
