/** Orders that change while they are looked at, listed, or placed again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { Client, type WorkflowClientInterceptor } from '@temporalio/client';
import { workflowIdOf } from '../../../client/index.js';
import { PROMPT, useDevWorld } from '../../support/dev-world.js';
import { andThen, place, refOf, temporalWith, ticketsOn } from '../../support/interrupted-client.js';
import { paperOrder } from '../../support/orders.js';

const world = useDevWorld();
const chan = { by: 'Chan', why: 'as the customer asks' };
const clientWith = (interceptor: WorkflowClientInterceptor) => ticketsOn(temporalWith(world(), interceptor));

describe('an order that is looked at', () => {
  test('and ends before it is read is answered as it ended', async () => {
    const { ref } = await world().issued(paperOrder('Looked1'));
    const after = andThen(async () => {
      await world().client.redeem(ref, { tickets: { count: 2 } });
      await world().end(ref);
    });
    const client = clientWith({ describe: (input, next) => after(() => next(input)) });
    expect(await client.getOrder(ref)).toMatchObject({ status: 'settled' });
  });

  test('and whose wait is over when it ends is answered as it ended', async () => {
    const { ref } = await world().issued(paperOrder('Looked2'));
    const after = andThen(async () => {
      await world().client.redeem(ref, { tickets: { count: 2 } });
      await world().end(ref);
    });
    const client = clientWith({ describe: (input, next) => after(() => next(input)) });
    expect(await client.waitForStatus(ref, 'active', { timeoutMs: 30_000 })).toMatchObject({ status: 'settled' });
  });
});

describe('a list of orders by status', () => {
  test('holds an order that ended in that status once more while the list was read', async () => {
    const ref = await place(world(), 'Listed1');
    await world().client.cancelOrder(ref, chan);
    await world().end(ref);
    const handle = world().environment.client.workflow.getHandle(workflowIdOf(ref));
    const runs = async () => {
      const query = `WorkflowId = '${workflowIdOf(ref)}' AND ExecutionStatus = 'Completed'`;
      return (await world().environment.client.workflow.count(query)).count;
    };
    const seen = async (count: number) => {
      while ((await runs()) < count) await sleep(50);
    };
    await seen(1);
    const after = andThen(async () => {
      await world().client.adoptOrder(ref);
      await handle.result();
      await seen(2);
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

describe('a number that somebody asks about', () => {
  test('while its order is placed is sold all the same', async () => {
    const { client } = world();
    await client.adoptOrder(refOf('Asked1'));
    expect(await client.placeOrder({ order: paperOrder('Asked1'), timing: PROMPT })).toMatchObject({ existing: false });
  });

  test('between the look at it and the placing is sold all the same', async () => {
    await world().client.adoptOrder(refOf('Asked2'));
    await world().end(refOf('Asked2'));
    let starts = 0;
    const client = clientWith({
      startWithDetails: async (input, next) => {
        starts += 1;
        if (starts === 2) await world().client.adoptOrder(refOf('Asked2'));
        return await next(input);
      },
    });
    const placed = await client.placeOrder({ order: paperOrder('Asked2'), timing: PROMPT });
    expect(placed).toMatchObject({ existing: false });
    expect(await world().client.getOrder(refOf('Asked2'))).toMatchObject({ status: 'awaitingPayment' });
  });
});
