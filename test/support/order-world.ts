/** Orders on real parts in one process: a Temporal server, the sandbox, both workers, a merchant's client. */
import { afterAll, beforeAll } from '@jest/globals';
import type { Duration } from '@temporalio/common';
import { activityInfo } from '@temporalio/activity';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { createMerchantActivities, createProviderActivities, type DeliverEvent } from '../../activities/index.js';
import { ECTicketClient } from '../../client/index.js';
import {
  MerchantRegistry,
  PaymentApi,
  STAGE_MERCHANTS,
  TicketApi,
  type CodeKeys,
  type MerchantSettings,
  type OrderRef,
} from '../../ecticket/index.js';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/index.js';
import { callbackReceived, type OrderSnapshot } from '../../workflows/messages/workflow.js';
import type { ticketOrder } from '../../workflows/ticket-order.js';
import type { MerchantEvent } from '../../workflows/messages/merchant-events.js';
import { runAttempt, type ProviderCall } from './cancelled-attempts.js';
import { electronicOrder } from './orders.js';
import { control } from './sandbox-control.js';
import { patientClient, startTimeSkippingServer } from './temporal-servers.js';
import { listenToWorkers } from './worker-logs.js';
import { workflowBundle } from './workflow-bundle.js';
import { PROVIDER_TASK_QUEUE, TASK_QUEUE, workflowIdOf } from '../../workflows/messages/names.js';
import type { ProviderActivities } from '../../workflows/messages/activities.js';

listenToWorkers();

export interface OrderWorld {
  readonly client: ECTicketClient;
  readonly environment: TestWorkflowEnvironment;
  readonly sandbox: Sandbox;
  readonly sandboxUrl: string;
  /** What the merchant was told, oldest first. */
  readonly events: MerchantEvent[];
  /** What the workers warned of. */
  readonly warnings: Readonly<Record<string, unknown>>[];
  /** How often an activity of this order was attempted. */
  readonly attempts: (ref: OrderRef, activity: keyof ProviderActivities) => number;
  /** A control of the sandbox: `control('orders/CX1/redeem', { count: 1 })`. */
  readonly control: (path: string, body: object) => Promise<unknown>;
  /** Lets (skipped) time pass until the order is as wanted; fails when it is not so after `limit` steps. */
  readonly passTimeUntil: (
    ref: OrderRef,
    wanted: (order: OrderSnapshot) => boolean,
    how?: { step?: Duration; limit?: number },
  ) => Promise<OrderSnapshot>;
  /** The server's time in ms since the epoch; the sandbox's clock is set to it. */
  readonly now: () => Promise<number>;
  /** The types of the events that the merchant was told of an order. */
  readonly told: (ref: OrderRef) => string[];
  /** The same once every event so far was delivered. */
  readonly heard: (ref: OrderRef) => Promise<readonly string[]>;
  /** A callback of ECPay's reaches the order. */
  readonly callBack: (ref: OrderRef) => Promise<void>;
  /** The order as it ended; time passes until then. */
  readonly end: (ref: OrderRef) => Promise<OrderSnapshot>;
  /** The workers' settings lack the merchant at so many of the next look-ups, as while they are deployed anew. */
  readonly loseMerchant: (lookUps: number) => void;
  /** Both workers end in good order, and new ones begin; where they `remember`, stop them between two orders only. */
  readonly restartWorkers: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** An order world on the time-skipping server for the tests of one file; ask for it inside a test. */
export function useOrderWorld(options: WorldOptions = {}): () => OrderWorld {
  let world: OrderWorld | undefined;
  beforeAll(async () => {
    world = await startOrderWorld(await startTimeSkippingServer(), options);
  });
  afterAll(async () => {
    await world?.close();
    await world?.environment.teardown();
  });
  return () => {
    if (world === undefined) throw new Error('the order world starts before the first test');
    return world;
  };
}

export interface WorldOptions {
  readonly deliver?: DeliverEvent;
  readonly sandbox?: SandboxOptions;
  /** Where a callback receiver listens; left out, orders name no address to be called at. */
  readonly callbackBaseUrl?: string;
  /**
   * Whether workers keep orders in memory from one task to the next, as usual, or replay each from its history every time.
   * The time-skipping server never takes an order from a worker that keeps it.
   */
  readonly remember?: boolean;
  /** With which orders are found by scanned codes; the server must have the search attribute. */
  readonly codeKeys?: CodeKeys;
  /** Is awaited by every activity that calls ECPay: it `begins` by setting the sandbox's clock, then it `acts`. */
  readonly onProviderCall?: (call: ProviderCall, phase: 'begins' | 'acts' | 'ends') => Promise<void>;
}

/** Places an electronic order, already paid, and lets time pass until it is issued. */
export async function issuedOrder({ client, passTimeUntil }: OrderWorld, tradeNo: string, quantity = 2) {
  const order = electronicOrder(tradeNo, { items: [{ itemNo: 'VQT04959', quantity }] });
  const { ref } = await client.placeOrder({ order, payment: { paid: {} } });
  const { tickets } = await passTimeUntil(ref, ({ status }) => status === 'active');
  return {
    ref,
    ticketNos: tickets.map(({ ticketNo }) => ticketNo),
    writeOffNos: tickets.map((t) => t.writeOffNo ?? ''),
  };
}

/**
 * Starts the parts around `environment`, which stays the caller's. Before every call to ECPay the sandbox's clock is set
 * to the server's, so that time that is skipped passes in both.
 */
export async function startOrderWorld(
  environment: TestWorkflowEnvironment,
  {
    deliver,
    sandbox: sandboxOptions,
    callbackBaseUrl,
    remember = true,
    codeKeys,
    onProviderCall = () => Promise.resolve(),
  }: WorldOptions = {},
): Promise<OrderWorld> {
  // Hostile: replies have blanks and brackets, about which URL encoders disagree.
  const sandbox = createSandbox({ spelling: 'rfc3986', ...sandboxOptions });
  const url = await sandbox.listen({ port: 0 });
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const now = () => sandbox.clock.now();
  const stage: Readonly<Record<string, MerchantSettings>> = STAGE_MERCHANTS;
  let lost = 0;
  const workersMerchants = new MerchantRegistry((merchantId) => {
    return Promise.resolve((lost -= 1) >= 0 ? undefined : stage[merchantId]);
  });
  const api = new TicketApi({ merchants: workersMerchants, baseUrl: url, now });
  const payments = new PaymentApi({ merchants, baseUrl: url, now });
  const events: MerchantEvent[] = [];
  const warnings: Readonly<Record<string, unknown>>[] = [];
  const asked: string[] = [];
  const log = { warn: (fields: Readonly<Record<string, unknown>>) => void warnings.push(fields) };

  const common = { connection: environment.nativeConnection, namespace: environment.namespace ?? 'default' };
  const startWorkers = async () => {
    const orders = await Worker.create({
      ...common,
      taskQueue: TASK_QUEUE,
      workflowBundle: await workflowBundle(),
      activities: createMerchantActivities({
        deliver: deliver ?? ((event) => Promise.resolve(void events.push(event))),
      }),
      ...(!remember && { maxCachedWorkflows: 0 }),
    });
    const provider = await Worker.create({
      ...common,
      taskQueue: PROVIDER_TASK_QUEUE,
      activities: createProviderActivities({ api, payments, log, now, codeKeys }),
      interceptors: {
        activity: [
          () => ({
            inbound: {
              execute: async (input, next) => {
                const { workflowExecution: { workflowId = '' } = {}, ...info } = activityInfo();
                const call = { workflowId, activityId: info.activityId };
                asked.push([workflowId, info.activityType].join());
                await onProviderCall(call, 'begins');
                await sandbox.clock.advanceTo(info.currentAttemptScheduledTimestampMs);
                await onProviderCall(call, 'acts');
                return await runAttempt(environment, call, () => next(input)).finally(() =>
                  onProviderCall(call, 'ends'),
                );
              },
            },
          }),
        ],
      },
    });
    const runs = [orders.run(), provider.run()];
    return async () => {
      orders.shutdown();
      provider.shutdown();
      await Promise.all(runs);
    };
  };
  let stopWorkers = await startWorkers();
  const client = new ECTicketClient({
    // Tests are of what comes after placing, with amounts and products of their own choice.
    checkCatalogue: false,
    environment: 'sandbox',
    client: patientClient(environment),
    merchants,
    now,
    ...(callbackBaseUrl !== undefined && { callbackBaseUrl }),
    ...(codeKeys && { codeKeys }),
  });

  const passTimeUntil: OrderWorld['passTimeUntil'] = async (ref, wanted, { step = '1 minute', limit = 30 } = {}) => {
    for (let steps = 0; ; steps += 1) {
      const order = await client.getOrder(ref);
      if (wanted(order)) return order;
      if (steps === limit) throw new Error(`still ${JSON.stringify(order)} after ${limit} times ${step}`);
      await environment.sleep(step);
    }
  };
  const told: OrderWorld['told'] = (ref) =>
    events.filter(({ id }) => id.startsWith(`${workflowIdOf(ref)}/`)).map(({ type }) => type);

  return {
    client,
    environment,
    sandbox,
    sandboxUrl: url,
    events,
    warnings,
    attempts: (ref, activity) => asked.filter((each) => each === [workflowIdOf(ref), activity].join()).length,
    control: (path, body) => control(url, path, body),
    passTimeUntil,
    now: async () => {
      await sandbox.clock.advanceTo(await environment.currentTimeMs());
      return sandbox.clock.now();
    },
    told,
    heard: async (ref) => {
      await passTimeUntil(ref, ({ events: { undelivered } }) => undelivered === 0, { step: '1 second' });
      return told(ref);
    },
    callBack: async (ref) => {
      const callback = {
        kind: 'useStatus',
        receivedAt: new Date(sandbox.clock.now()).toISOString(),
        data: {},
      } as const;
      await environment.client.workflow.getHandle(workflowIdOf(ref)).signal(callbackReceived, callback);
    },
    end: async (ref) => await environment.client.workflow.getHandle<typeof ticketOrder>(workflowIdOf(ref)).result(),
    loseMerchant: (lookUps) => void (lost = lookUps),
    restartWorkers: async () => {
      await stopWorkers();
      stopWorkers = await startWorkers();
    },
    close: async () => {
      await stopWorkers();
      api.close();
      payments.close();
      await sandbox.close();
    },
  };
}
