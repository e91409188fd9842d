/**
 * A complete test environment in one process: a Temporal server, the sandbox, both workers and a merchant's client.
 * Nothing is mocked.
 * To test the workflow, write a file in `test/workflow/`. Time is skipped, so a test over months takes seconds:
 * @example
 * ```ts
 * import { expect, test } from '@jest/globals';
 * import { issuedOrder, useOrderWorld } from '../support/order-world.js';
 *
 * const world = useOrderWorld();
 *
 * test('an order settles when all its tickets are redeemed', async () => {
 *   const { control, callBack, end, eventTypes } = world();
 *   const { ref } = await issuedOrder(world(), 'EXAMPLE1'); // a trade number that no other test of the file uses
 *   await control('orders/EXAMPLE1/redeem', { count: 2 }); // a change at ECPay
 *   await callBack(ref); // ECPay's callback
 *   expect(await end(ref)).toMatchObject({ status: 'settled', counts: { redeemed: 2 } });
 *   expect(eventTypes(ref)).toEqual(['paymentConfirmed', 'issued', 'redeemed', 'settled']);
 * });
 * ```
 *
 * Run one file with `npm test -- test/workflow/full-lifecycle`. To make ECPay fail, use `control('faults', { on:
 * '/api/Ticket/Issue', kind: 'http500', tradeNo, times: 2 })` (docs/reference/sandbox.md). To pass time, use
 * `passTimeUntil` or `environment.sleep('3 days')`. For tests on Temporal's development server see `dev-world.ts`.
 */
import { afterAll, beforeAll } from '@jest/globals';
import type { DataConverter, Duration } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { DeliverEvent } from '../../activities/index.js';
import { ECTicketClient } from '../../client/index.js';
import {
  MerchantRegistry,
  PaymentApi,
  STAGE_MERCHANTS,
  TicketApi,
  type CodeKeys,
  type MerchantSettings,
  type OrderRef,
  type TicketApiOptions,
} from '../../ecticket/index.js';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/index.js';
import { callbackReceived, type OrderSnapshot } from '../../workflows/messages/workflow.js';
import type { ticketOrder } from '../../workflows/ticket-order.js';
import { EventRecorder } from '../../testing/event-recorder.js';
import { control } from '../../testing/sandbox-control.js';
import type { MerchantEvent } from '../../workflows/messages/merchant-events.js';
import type { ProviderCall } from './cancelled-attempts.js';
import { startOrderWorkers } from './order-workers.js';
import { electronicOrder } from './orders.js';
import { passTimeUntil as passUntil } from './pass-time.js';
import { patientClient, startTimeSkippingServer } from './temporal-servers.js';
import { listenToWorkers } from './worker-logs.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import type { ProviderActivities } from '../../workflows/messages/activities.js';

listenToWorkers();

export interface OrderWorld {
  readonly client: ECTicketClient;
  readonly environment: TestWorkflowEnvironment;
  readonly sandbox: Sandbox;
  readonly sandboxUrl: string;
  /** The events that the merchant received, oldest first. */
  readonly events: readonly MerchantEvent[];
  /** The fields of the workers' warnings. */
  readonly warnings: Readonly<Record<string, unknown>>[];
  /** The number of attempts of an activity of this order. */
  readonly attempts: (ref: OrderRef, activity: keyof ProviderActivities) => number;
  /** Calls the sandbox's control API: `control('orders/CX1/redeem', { count: 1 })`. */
  readonly control: (path: string, body: object) => Promise<unknown>;
  /**
   * Passes time in steps of `step` (default 1 minute) until the order matches `wanted`. Throws after `limit` steps
   * (30).
   */
  readonly passTimeUntil: (
    ref: OrderRef,
    wanted: (order: OrderSnapshot) => boolean,
    how?: { step?: Duration; limit?: number },
  ) => Promise<OrderSnapshot>;
  /** The server's time in ms since the epoch. Sets the sandbox's clock to it. */
  readonly now: () => Promise<number>;
  /** The types of the events that the merchant has received about the order, oldest first. */
  readonly eventTypes: (ref: OrderRef) => string[];
  /** As `eventTypes`, after every pending event of the order is delivered. */
  readonly allEventTypes: (ref: OrderRef) => Promise<readonly string[]>;
  /** Sends ECPay's callback to the order, as a signal. */
  readonly callBack: (ref: OrderRef) => Promise<void>;
  /** Waits until the workflow closes, and returns its result. On the time-skipping server, time passes until then. */
  readonly end: (ref: OrderRef) => Promise<OrderSnapshot>;
  /** Makes the next `lookups` merchant lookups of the workers find nothing, as during a deployment. */
  readonly hideMerchant: (lookups: number) => void;
  /** Shuts both workers down gracefully, awaits `meanwhile`, and starts new ones. */
  readonly restartWorkers: (meanwhile?: () => Promise<void>) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Starts an {@link OrderWorld} on the time-skipping server before the tests of a file and stops it afterwards.
 *
 * @returns a function that returns the world; call it inside a test
 */
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
    if (world === undefined) throw new Error('Call the function that useOrderWorld returns inside a test.');
    return world;
  };
}

export interface WorldOptions {
  readonly deliver?: DeliverEvent;
  readonly sandbox?: SandboxOptions;
  /** The base URL of a callback receiver. Without it, orders have no notify URLs. */
  readonly callbackBaseUrl?: string;
  /**
   * Whether workers cache orders between workflow tasks (the default), or replay each order from its history at every
   * task. The time-skipping server never moves a cached order to another worker.
   */
  readonly cacheOrders?: boolean;
  /** Keys for the index of scanned codes; the server needs the search attribute `ECTicketCodes`. */
  readonly codeKeys?: CodeKeys;
  /** Awaited by every activity that calls ECPay: it `begins` by setting the sandbox's clock, `acts`, and `ends`. */
  readonly onProviderCall?: (call: ProviderCall, phase: 'begins' | 'acts' | 'ends') => Promise<void>;
  /** Encrypts what the workers write. Called at each start of the workers. The world's client does not decrypt. */
  readonly dataConverter?: () => DataConverter;
  /** Changes how the workers call ECPay. Called at each start of the workers: see `restartWorkers`. */
  readonly changeApi?: (options: TicketApiOptions) => TicketApiOptions;
}

/**
 * Places a paid electronic order of pickup vouchers and passes time until it is issued.
 * @param tradeNo a trade number that no other test of the file uses
 * @param quantity the number of tickets
 */
export async function issuedOrder({ client, passTimeUntil }: OrderWorld, tradeNo: string, quantity = 2, timing = {}) {
  const order = electronicOrder(tradeNo, { items: [{ itemNo: 'VQT04959', quantity }] });
  const { ref } = await client.placeOrder({ order, payment: { paid: {} }, timing });
  const { tickets } = await passTimeUntil(ref, ({ status }) => status === 'active');
  return { ref, ticketNos: tickets.map((t) => t.ticketNo), writeOffNos: tickets.map((t) => t.writeOffNo ?? '') };
}

/**
 * Starts sandbox, workers and client on the Temporal server `environment`, which the caller tears down. Before every
 * call to ECPay the sandbox's clock is set to the server's time, so that skipped time passes in both.
 */
export async function startOrderWorld(
  environment: TestWorkflowEnvironment,
  {
    deliver,
    sandbox: sandboxOptions,
    callbackBaseUrl,
    cacheOrders = true,
    codeKeys,
    onProviderCall = () => Promise.resolve(),
    dataConverter,
    changeApi = (options) => options,
  }: WorldOptions = {},
): Promise<OrderWorld> {
  // Replies have spaces and brackets, on which URL encoders disagree.
  const sandbox = createSandbox({ urlEncoding: 'rfc3986', ...sandboxOptions });
  const url = await sandbox.listen({ port: 0 });
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const now = () => sandbox.clock.now();
  const stage: Readonly<Record<string, MerchantSettings>> = STAGE_MERCHANTS;
  let hiddenLookups = 0;
  const workersMerchants = new MerchantRegistry(async (id) => ((hiddenLookups -= 1) >= 0 ? undefined : stage[id]));
  const payments = new PaymentApi({ merchants, baseUrl: url, now });
  const recorder = new EventRecorder();
  const warnings: Readonly<Record<string, unknown>>[] = [];
  const providerCalls: string[] = [];
  const log = { warn: (fields: Readonly<Record<string, unknown>>) => void warnings.push(fields) };
  const startWorkers = () =>
    startOrderWorkers(environment, {
      sandbox,
      deliver: deliver ?? recorder.record,
      cacheOrders,
      dataConverter: dataConverter?.(),
      api: new TicketApi(changeApi({ merchants: workersMerchants, baseUrl: url, now })),
      provider: { payments, log, now, codeKeys },
      onProviderCall: async (call, phase, activityType) => {
        if (phase === 'begins') providerCalls.push([call.workflowId, activityType].join());
        await onProviderCall(call, phase);
      },
    });
  let stopWorkers = await startWorkers();
  const client = new ECTicketClient({
    // Tests choose their own amounts and items.
    checkCatalogue: false,
    environment: 'sandbox',
    client: patientClient(environment),
    merchants,
    now,
    ...(callbackBaseUrl !== undefined && { callbackBaseUrl }),
    ...(codeKeys && { codeKeys }),
  });

  const passTimeUntil: OrderWorld['passTimeUntil'] = (...wanted) => passUntil({ client, environment }, ...wanted);
  return {
    client,
    environment,
    sandbox,
    sandboxUrl: url,
    events: recorder.all,
    warnings,
    attempts: (ref, activity) => providerCalls.filter((each) => each === [workflowIdOf(ref), activity].join()).length,
    control: (path, body) => control(url, path, body),
    passTimeUntil,
    now: async () => {
      await sandbox.clock.advanceTo(await environment.currentTimeMs());
      return sandbox.clock.now();
    },
    eventTypes: (ref) => recorder.typesOf(ref),
    allEventTypes: async (ref) => {
      await passTimeUntil(ref, ({ events: { undelivered } }) => undelivered === 0, { step: '1 second' });
      return recorder.typesOf(ref);
    },
    callBack: async (ref) => {
      const receivedAt = new Date(sandbox.clock.now()).toISOString();
      const callback = { kind: 'useStatus', receivedAt, data: {} } as const;
      await environment.client.workflow.getHandle(workflowIdOf(ref)).signal(callbackReceived, callback);
    },
    end: async (ref) => await environment.client.workflow.getHandle<typeof ticketOrder>(workflowIdOf(ref)).result(),
    hideMerchant: (lookups) => void (hiddenLookups = lookups),
    restartWorkers: async (meanwhile) => {
      await stopWorkers();
      await meanwhile?.();
      stopWorkers = await startWorkers();
    },
    close: async () => {
      await stopWorkers();
      payments.close();
      await sandbox.close();
    },
  };
}
