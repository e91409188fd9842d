/** An order world on the development server: time is real and short, and ECPay's stand-in calls a real receiver. */
import { afterAll, beforeAll } from '@jest/globals';
import type { Ticket } from '../../ecticket/provider-order.js';
import type { OrderRef, TicketOrder } from '../../ecticket/order.js';
import type { OrderView } from '../../sandbox/index.js';
import type { OrderSnapshot } from '../../workflows/messages/workflow.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import type { OrderTiming } from '../../workflows/messages/timing.js';
import { startOrderWorld, type OrderWorld, type WorldOptions } from './order-world.js';
import { startReceiverServer, type ReceiverServer } from './receiver-server.js';
import { startDevServer } from './temporal-servers.js';

export interface DevWorld extends OrderWorld {
  /** Where the receiver listens. */
  readonly receiverUrl: string;
  /** Places an order that is paid already, where it costs anything, and waits for its tickets. */
  readonly issued: (order: TicketOrder, timing?: Partial<OrderTiming>) => Promise<Issued>;
  /** Waits until the order is as wanted, for half a minute at most. */
  readonly until: (ref: OrderRef, wanted: (order: OrderSnapshot) => boolean) => Promise<OrderSnapshot>;
  /** ECPay's daily job: every callback that is due is sent and has its answer. */
  readonly runCallbacks: () => Promise<void>;
  /** The order in ECPay's book. */
  readonly inBook: (tradeNo: string) => OrderView;
  /** Events in the history of the order's last run, and whether that still runs. */
  readonly historyOf: (ref: OrderRef) => Promise<{ readonly length: number; readonly runs: boolean }>;
}

interface Issued {
  readonly ref: OrderRef;
  readonly tickets: readonly Ticket[];
  readonly ticketNos: readonly string[];
}

/** Delays with which nothing takes longer than a few seconds (ms). */
export const PROMPT = { firstResultQuery: 100, resultQueryInterval: 200 } as const satisfies Partial<OrderTiming>;

export interface DevWorldOptions extends Pick<WorldOptions, 'deliver' | 'remember' | 'sandbox' | 'codeKeys'> {
  /** Further arguments of the Temporal server. */
  readonly serverArgs?: readonly string[];
}

const CODE_INDEX = ['--search-attribute', 'ECTicketCodes=KeywordList'] as const;

/** The world of one test file; ask for it inside a test. Time that is skipped at ECPay's stand-in passes there alone. */
export function useDevWorld({ serverArgs = [], ...options }: DevWorldOptions = {}): () => DevWorld {
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
    world = { ...orders, ...onDevServer(orders, receiver) };
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });
  return () => {
    if (world === undefined) throw new Error('the world starts before the first test');
    return world;
  };
}

function onDevServer(world: OrderWorld, { url }: ReceiverServer): Omit<DevWorld, Exclude<keyof OrderWorld, 'heard'>> {
  const { client, control, environment, passTimeUntil, sandbox, told } = world;
  const until: DevWorld['until'] = (ref, wanted) => passTimeUntil(ref, wanted, { step: '50 milliseconds', limit: 600 });
  return {
    receiverUrl: url,
    issued: async (order, timing = {}) => {
      const payment = order.freeTradeNo === undefined && {
        payment: { paid: { reference: `R-${order.merchantTradeNo}` } },
      };
      const { ref } = await client.placeOrder({ order, ...payment, timing: { ...PROMPT, ...timing } });
      const { tickets } = await client.waitForStatus(ref, 'active', { timeoutMs: 30_000 });
      return { ref, tickets, ticketNos: tickets.map(({ ticketNo }) => ticketNo) };
    },
    until,
    heard: async (ref) => {
      await until(ref, ({ events }) => events.undelivered === 0);
      return told(ref);
    },
    runCallbacks: async () => {
      await control('callbacks/run', {});
    },
    inBook: (tradeNo) => {
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
