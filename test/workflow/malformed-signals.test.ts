/** Malformed signals, such as an operator could send with Temporal's command line. */
import { expect, test } from '@jest/globals';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { issuedOrder, useOrderWorld } from '../support/order-world.js';

const world = useOrderWorld();
const LONG = 'x'.repeat(100_000);

function nested(levels: number): object {
  let all: object = {};
  for (let level = 0; level < levels; level += 1) all = { in: all };
  return all;
}

test('malformed signals do not stop an order, which reports the payments and ends', async () => {
  const { client, environment, eventTypes, end } = world();
  const { ref } = await issuedOrder(world(), 'ABSURD1', 1);
  const handle = environment.client.workflow.getHandle(workflowIdOf(ref));
  for (const callback of [
    { receivedAt: '+275760-09-13T00:00:00Z' },
    { receivedAt: LONG, data: { LONG } },
    { receivedAt: '9999-12-31T23:59:59Z', kind: LONG },
    { receivedAt: 8.64e15, data: nested(2000) },
  ]) {
    await handle.signal('callbackReceived', callback);
    expect((await client.getOrder(ref)).status).toBe('active');
  }
  for (const [index, amount] of [LONG, 1e300, -0, {}, [], '9007199254740993'].entries()) {
    await handle.signal('paymentConfirmed', { amount, reference: `${index}${LONG}`, paidAt: LONG });
  }
  const { payment } = await client.getOrder(ref);
  expect([payment.paid, ...payment.extra].map((each) => each?.reference?.length ?? 0)).toContain(1000);

  await client.redeem(ref, { tickets: { count: 1 } });
  expect(await end(ref)).toMatchObject({ status: 'settled' });
  expect(eventTypes(ref)).toEqual(expect.arrayContaining(['unexpectedPayment', 'settled']));
});
