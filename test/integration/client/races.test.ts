/**
 * An order starts, ends or is adopted between two calls of the client. The client never reports a mixture of both
 * moments.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import { deliverToOrders } from '../../../callbacks/index.js';
import { workflowIdOf } from '../../../client/index.js';
import type { OrderRef } from '../../../ecticket/index.js';
import { PROMPT, useDevWorld } from '../../support/dev-world.js';
import { andThen, place, refOf, temporalWith, ticketsOn } from '../../support/interrupted-client.js';
import { paperOrder } from '../../support/orders.js';

const world = useDevWorld({
  // The merchant accepts no events of some orders, so that they continue to run whatever their status.
  deliver: ({ id }) => (id.includes('/Held') ? Promise.reject(new Error('closed')) : Promise.resolve()),
});
const oneTicket = { tickets: { count: 1 } };
const decision = { by: 'Chan', why: 'as the customer asks' };
const clientWith = (interceptor: WorkflowClientInterceptor) => ticketsOn(temporalWith(world(), interceptor));

/** An order with both tickets redeemed, which has ended. */
async function settledOrder(tradeNo: string): Promise<OrderRef> {
  const { ref } = await world().issued(paperOrder(tradeNo));
  await world().client.redeem(ref, { tickets: { count: 2 } });
  await world().end(ref);
  return ref;
}

/** Adopts an ended order, changes it, and waits until it has ended again. */
async function anotherRun(ref: OrderRef): Promise<void> {
  await world().client.cancelRedemption(ref, { ...oneTicket, reason: 'scanned by mistake' });
  await endAgain(ref);
}

/** Redeems the unused ticket, and waits until the order has ended. */
async function endAgain(ref: OrderRef): Promise<void> {
  await world().client.redeem(ref, oneTicket);
  await world().end(ref);
}

describe('a payment', () => {
  test('confirmed while its order is placed never fails because the order has ended', async () => {
    const { client } = world();
    const codes: string[] = [];
    for (let race = 0; race < 60; race += 1) {
      const ref = refOf(`Beside${race}`);
      const placement = client.placeOrder({ order: paperOrder(`Beside${race}`), payment: { amount: 300 } });
      await sleep(Math.random() * 12);
      const confirmation = client.confirmPayment(ref, { amount: 300, reference: `R${race}` });
      await confirmation.catch((error: unknown) => codes.push((error as { code: string }).code));
      await placement;
    }
    expect(codes.filter((code) => code !== 'ORDER_NOT_FOUND')).toEqual([]);
  });

  test('reaches an order that is placed after the signal found none', async () => {
    const after = andThen(() => place(world(), 'Placed1'));
    const client = clientWith({ signal: (input, next) => after(() => next(input)) });
    await client.confirmPayment(refOf('Placed1'), { reference: 'R1' });
    expect(await world().client.getOrder(refOf('Placed1'))).toMatchObject({ payment: { paid: { reference: 'R1' } } });
  });

  test('reaches an order that is adopted after its end was read', async () => {
    const ref = await settledOrder('Paid1');
    const after = andThen(() => world().client.cancelRedemption(ref, { ...oneTicket, reason: 'by mistake' }));
    const client = clientWith({ describe: (input, next) => after(() => next(input)) });
    await client.confirmPayment(ref, { reference: 'R2' });
    const { payment, counts } = await world().client.getOrder(ref);
    expect({ extra: payment.extra, counts }).toMatchObject({ extra: [{ reference: 'R2' }], counts: { unused: 1 } });
  });

  test('for a terminated order fails with how the workflow closed, not with the last status', async () => {
    const ref = await place(world(), 'Terminated1');
    await world().environment.client.workflow.getHandle(workflowIdOf(ref)).terminate('by an operator');
    const error = await world()
      .client.confirmPayment(ref, { reference: 'R1' })
      .catch((reason: unknown) => reason as Error);
    expect(error).toMatchObject({ code: 'ORDER_ENDED', status: undefined, workflowStatus: 'TERMINATED' });
    expect((error as Error).message).not.toContain('awaitingPayment');
  });

  test('reaches a cancelled order that still runs, when the order is placed again as paid', async () => {
    const { client } = world();
    const placement = { order: paperOrder('Held1'), timing: PROMPT };
    const { ref } = await client.placeOrder(placement);
    await client.cancelOrder(ref, decision);
    await client.placeOrder({ ...placement, payment: { paid: { reference: 'R1' } } });
    expect(await world().until(ref, ({ status }) => status === 'needsAttention')).toMatchObject({
      attention: { reason: 'paidTooLate' },
    });
  });
});

describe('the payment of an order that is placed again', () => {
  test.each([
    ['an order of NT$0', 'Again1', { amount: 0 }],
    ['a paid order', 'Again2', { amount: 1360, paid: { reference: 'R1' } }],
  ])('is reported as unexpected by %s', async (_kind, number, payment) => {
    const { client } = world();
    const placement = { order: paperOrder(number), timing: PROMPT };
    const { ref } = await client.placeOrder({ ...placement, payment });
    const paid = { amount: 1360, reference: 'R2' };
    await client.placeOrder({ ...placement, payment: { ...payment, paid } });
    expect(await world().until(ref, ({ payment: { extra } }) => extra.length > 0)).toMatchObject({
      payment: { extra: [paid] },
    });
  });

  test('of NT$0 changes nothing', async () => {
    const { client } = world();
    const placement = { order: paperOrder('Again3'), timing: PROMPT, payment: { amount: 0, paid: { amount: 0 } } };
    const { ref } = await client.placeOrder(placement);
    expect(await client.placeOrder(placement)).toMatchObject({ existing: true });
    await client.waitForStatus(ref, 'active', { timeoutMs: 60_000 });
    expect(await client.getOrder(ref)).toMatchObject({ payment: { due: 'nothing', extra: [] } });
  });
});

describe('a decision', () => {
  test('reaches an order that is placed after the update found none', async () => {
    const after = andThen(() => place(world(), 'Decided1'));
    const client = clientWith({ startUpdate: (input, next) => after(() => next(input)) });
    expect(await client.cancelOrder(refOf('Decided1'), decision)).toBe('cancelled');
  });
});

describe('a ticket action', () => {
  test('reaches an order that is placed and issued after none was found', async () => {
    const after = andThen(() => world().issued(paperOrder('Acted1')));
    const client = clientWith({ describe: (input, next) => after(() => next(input)) });
    expect(await client.redeem(refOf('Acted1'), oneTicket)).toMatchObject({ tickets: [{ result: 'done' }] });
    expect(await world().client.getOrder(refOf('Acted1'))).toMatchObject({ order: { operator: 'AngelaChan' } });
  });

  test('on an order that ends between the read and the update loses nothing', async () => {
    const ref = await settledOrder('Acted2');
    const { payment } = await world().client.getOrder(ref);
    const afterReopening = andThen(() => world().client.cancelRedemption(ref, { ...oneTicket, reason: 'by mistake' }));
    const afterEnding = andThen(() => endAgain(ref));
    const client = clientWith({
      describe: (input, next) => afterReopening(() => next(input)),
      query: (input, next) => afterEnding(() => next(input)),
    });
    await client.cancelRedemption(ref, { ...oneTicket, reason: 'by mistake' });
    expect(await world().client.getOrder(ref)).toMatchObject({ payment, order: { operator: 'AngelaChan' } });
  });

  test('on an order that ends again after its end was read succeeds', async () => {
    const ref = await settledOrder('Acted3');
    const after = andThen(() => anotherRun(ref));
    const client = clientWith({ describe: (input, next) => after(() => next(input)) });
    const { tickets } = await client.cancelRedemption(ref, { ...oneTicket, reason: 'by mistake' });
    expect(tickets).toMatchObject([{ result: 'done', state: 'unused' }]);
  });
});

describe('an adoption', () => {
  test('of an order that is placed meanwhile leaves it unchanged', async () => {
    const after = andThen(() => place(world(), 'Adopted1'));
    const client = clientWith({ describe: (input, next) => after(() => next(input)) });
    expect(await client.adoptOrder(refOf('Adopted1'))).toMatchObject({ existing: true });
    expect(await world().client.getOrder(refOf('Adopted1'))).toMatchObject({ status: 'awaitingPayment' });
  });

  test('of an order that ends meanwhile loses nothing', async () => {
    const { ref } = await world().issued(paperOrder('Adopted2'));
    const after = andThen(async () => {
      await world().client.redeem(ref, { tickets: { count: 2 } });
      await world().end(ref);
    });
    const client = clientWith({ describe: (input, next) => after(() => next(input)) });
    await client.adoptOrder(ref);
    expect(await world().client.getOrder(ref)).toMatchObject({ payment: { paid: { reference: 'R-Adopted2' } } });
  });
});

describe('a callback', () => {
  const callback = { kind: 'useStatus', receivedAt: '2026-05-18T06:30:00.000Z', data: {} } as const;

  test('reaches an order that is placed after its signal had found none', async () => {
    const after = andThen(() => place(world(), 'Called1'));
    const deliver = deliverToOrders(temporalWith(world(), { signal: (input, next) => after(() => next(input)) }));
    expect(await deliver(refOf('Called1'), callback)).toBe('accepted');
    const order = await world().client.getOrder(refOf('Called1'));
    expect(order).toMatchObject({ status: 'awaitingPayment', callbacks: { received: 1 } });
  });

  test('for an order that ends meanwhile loses nothing', async () => {
    const ref = await settledOrder('Called2');
    const afterReopening = andThen(() => world().client.cancelRedemption(ref, { ...oneTicket, reason: 'by mistake' }));
    const afterEnding = andThen(() => endAgain(ref));
    const deliver = deliverToOrders(
      temporalWith(world(), {
        signal: (input, next) => afterReopening(() => next(input)),
        describe: (input, next) => afterEnding(() => next(input)),
      }),
    );
    expect(await deliver(ref, callback)).toBe('accepted');
    expect(await world().end(ref)).toMatchObject({ payment: { paid: { reference: 'R-Called2' } } });
  });
});
