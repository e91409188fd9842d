/**
 * An {@link OrderWorld} on the development server. Time is real, and the sandbox sends callbacks to a real receiver.
 * Use it for what the time-skipping server lacks: visibility, resets, child orders, callbacks over HTTP.
 * `order-world.ts` has an example.
 */
import { afterAll, beforeAll } from '@jest/globals';
import type { Ticket } from '../../ecticket/provider-order.js';
import type { OrderRef, TicketOrder } from '../../ecticket/order.js';
import type { OrderView } from '../../sandbox/index.js';
import type { OrderSnapshot } from '../../workflows/messages/workflow.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import type { OrderTiming } from '../../workflows/messages/timing.js';
import { PROMPT } from '../../testing/prompt-timing.js';
import { startMerchantWorker } from './merchant-worker.js';
import { startOrderWorld, type OrderWorld, type WorldOptions } from './order-world.js';
import { waitUntil } from './pass-time.js';
import { startReceiverServer, type ReceiverServer } from './receiver-server.js';
import { startDevServer } from './temporal-servers.js';

export { PROMPT };

export interface DevWorld extends OrderWorld {
  /** The receiver's base URL. */
  readonly receiverUrl: string;
  /**
   * Places a paid order (unpaid for gift vouchers) and waits until its tickets are issued, and the merchant has its
   * events: what a test does next is in a workflow task of its own.
   */
  readonly issued: (order: TicketOrder, timing?: Partial<OrderTiming>) => Promise<Issued>;
  /** Waits up to two minutes until the order matches `wanted`. */
  readonly until: (ref: OrderRef, wanted: (order: OrderSnapshot) => boolean) => Promise<OrderSnapshot>;
  /** Runs ECPay's daily job: sends every due callback and waits for the responses. */
  readonly runCallbacks: () => Promise<void>;
  /** ECPay's record of the order. */
  readonly orderAtECPay: (tradeNo: string) => OrderView;
  /** The number of history events of the order's last run, and whether that run is open. */
  readonly historyOf: (ref: OrderRef) => Promise<{ readonly length: number; readonly runs: boolean }>;
}

interface Issued {
  readonly ref: OrderRef;
  readonly tickets: readonly Ticket[];
  readonly ticketNos: readonly string[];
}

export interface DevWorldOptions extends Pick<
  WorldOptions,
  'deliver' | 'cacheOrders' | 'sandbox' | 'codeKeys' | 'onProviderCall'
> {
  /** Additional command-line arguments of the Temporal server. */
  readonly serverArgs?: readonly string[];
  /** The file with a merchant's own workflows. A worker of the task queue `shop` runs them. */
  readonly merchantWorkflows?: URL;
}

const CODE_INDEX = ['--search-attribute', 'ECTicketCodes=KeywordList'] as const;

/**
 * Starts a {@link DevWorld} before the tests of a file and stops it afterwards. Time that a test skips passes in the
 * sandbox only.
 *
 * @returns a function that returns the world; call it inside a test
 */
export function useDevWorld({ serverArgs = [], merchantWorkflows, ...options }: DevWorldOptions = {}): () => DevWorld {
  const ends: (() => Promise<void>)[] = [];
  let world: DevWorld | undefined;
  beforeAll(async () => {
    const environment = await startDevServer([...serverArgs, ...(options.codeKeys === undefined ? [] : CODE_INDEX)]);
    ends.push(() => environment.teardown());
    const receiver = await startReceiverServer(environment.client);
    ends.push(() => receiver.close());
    const orders = await startOrderWorld(environment, {
      callbackBaseUrl: receiver.url,
      ...options,
      sandbox: { issueDelay: 100, ...options.sandbox },
    });
    ends.push(() => orders.close());
    if (merchantWorkflows) ends.push(await startMerchantWorker(environment, 'shop', merchantWorkflows));
    world = { ...orders, ...onDevServer(orders, receiver) };
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });
  return () => {
    if (world === undefined) throw new Error('Call the function that useDevWorld returns inside a test.');
    return world;
  };
}

function onDevServer(
  world: OrderWorld,
  { url }: ReceiverServer,
): Omit<DevWorld, Exclude<keyof OrderWorld, 'allEventTypes'>> {
  const { client, control, environment, sandbox, eventTypes } = world;
  const until: DevWorld['until'] = (ref, wanted) => waitUntil(client, ref, wanted);
  return {
    receiverUrl: url,
    issued: async (order, timing = {}) => {
      const payment = order.freeTradeNo === undefined && {
        payment: { paid: { reference: `R-${order.merchantTradeNo}` } },
      };
      const { ref } = await client.placeOrder({ order, ...payment, timing: { ...PROMPT, ...timing } });
      await client.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
      const { tickets } = await until(ref, ({ events }) => events.undelivered === 0);
      return { ref, tickets, ticketNos: tickets.map(({ ticketNo }) => ticketNo) };
    },
    until,
    allEventTypes: async (ref) => {
      await until(ref, ({ events }) => events.undelivered === 0);
      return eventTypes(ref);
    },
    runCallbacks: async () => {
      await control('callbacks/run', {});
    },
    orderAtECPay: (tradeNo) => {
      const order = sandbox.book.order(tradeNo);
      if (order === undefined) throw new Error(`ECPay has no order ${tradeNo}`);
      return order;
    },
    historyOf: async (ref) => {
      const { historyLength, status } = await environment.client.workflow.getHandle(workflowIdOf(ref)).describe();
      return { length: historyLength, runs: status.name === 'RUNNING' };
    },
  };
}
