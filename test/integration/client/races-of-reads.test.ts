/** Orders that change while the client reads, lists or places them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { Client, type WorkflowClientInterceptor } from '@temporalio/client';
import { deliverToOrders } from '../../../callbacks/index.js';
import { workflowIdOf } from '../../../client/index.js';
import { PROMPT, useDevWorld } from '../../support/dev-world.js';
import { andThen, place, refOf, temporalWith, ticketsOn } from '../../support/interrupted-client.js';
import { paperOrder } from '../../support/orders.js';

const world = useDevWorld();
const decision = { by: 'Chan', why: 'as the customer asks' };
const clientWith = (interceptor: WorkflowClientInterceptor) => ticketsOn(temporalWith(world(), interceptor));

describe('reading an order', () => {
  test('that ends before its state is read returns its final state', async () => {
    const { ref } = await world().issued(paperOrder('Looked1'));
    const after = andThen(async () => {
      await world().client.redeem(ref, { tickets: { count: 2 } });
      await world().end(ref);
    });
    const client = clientWith({ describe: (input, next) => after(() => next(input)) });
    expect(await client.getOrder(ref)).toMatchObject({ status: 'settled' });
  });

  test('that ends after it reached the awaited status returns its final state', async () => {
    const { ref } = await world().issued(paperOrder('Looked2'));
    const after = andThen(async () => {
      await world().client.redeem(ref, { tickets: { count: 2 } });
      await world().end(ref);
    });
    const client = clientWith({ describe: (input, next) => after(() => next(input)) });
    expect(await client.waitForStatus(ref, 'active', { timeoutMs: 120_000 })).toMatchObject({ status: 'settled' });
  });
});

describe('a list of orders by status', () => {
  test('contains an order that ended with that status again while the list was read', async () => {
    const ref = await place(world(), 'Listed1');
    await world().client.cancelOrder(ref, decision);
    await world().end(ref);
    const handle = world().environment.client.workflow.getHandle(workflowIdOf(ref));
    const countRuns = async () => {
      const query = `WorkflowId = '${workflowIdOf(ref)}' AND ExecutionStatus = 'Completed'`;
      return (await world().environment.client.workflow.count(query)).count;
    };
    const untilListed = async (count: number) => {
      while ((await countRuns()) < count) await sleep(50);
    };
    await untilListed(1);
    const after = andThen(async () => {
      await world().client.adoptOrder(ref);
      await handle.result();
      await untilListed(2);
    });
    const { connection, namespace = 'default' } = world().environment;
    const service = new Proxy(connection.workflowService, {
      get: (target, name) =>
        name === 'listWorkflowExecutions'
          ? (request: never) => after(() => target.listWorkflowExecutions(request))
          : (Reflect.get(target, name) as unknown),
    });
    const racing = new Proxy(connection, {
      get: (target, name) => {
        const value: unknown = name === 'workflowService' ? service : Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const client = ticketsOn(new Client({ connection: racing, namespace }));
    const listed: string[] = [];
    for await (const order of client.listOrders({ status: 'cancelled' })) listed.push(order.workflowId);
    expect(listed).toContain(workflowIdOf(ref));
  });
});

describe('an unknown number that a callback names', () => {
  const callback = { kind: 'useStatus', receivedAt: '', data: {} } as const;
  const occupy = (tradeNo: string) => deliverToOrders(world().environment.client)(refOf(tradeNo), callback);

  test('while an order is placed with it can be used for that order', async () => {
    await occupy('Adopted1');
    expect(await world().client.placeOrder({ order: paperOrder('Adopted1'), timing: PROMPT })).toMatchObject({
      existing: false,
    });
  });

  test('between the check and the start can be used for the order', async () => {
    await occupy('Adopted2');
    await world().end(refOf('Adopted2'));
    let starts = 0;
    const client = clientWith({
      startWithDetails: async (input, next) => {
        starts += 1;
        if (starts === 2) await occupy('Adopted2');
        return await next(input);
      },
    });
    const placed = await client.placeOrder({ order: paperOrder('Adopted2'), timing: PROMPT });
    expect(placed).toMatchObject({ existing: false });
    expect(await world().client.getOrder(refOf('Adopted2'))).toMatchObject({ status: 'awaitingPayment' });
  });
});
