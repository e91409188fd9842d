import { setTimeout as sleep } from 'node:timers/promises';
import { defaultPayloadConverter, noopMetricMeter, type Payload } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { Runtime, type NativeConnection } from '@temporalio/worker';
import type { OrderStatus } from '../workflows/messages/order.js';
import { TICKET_ORDER } from '../workflows/messages/names.js';
import { DUE_AT, STATUS } from '../workflows/messages/search-attribute-keys.js';

type Execution = temporal.api.workflow.v1.IWorkflowExecutionInfo;

/** Milliseconds. A count of what waits for hours need not be newer. */
const EVERY = 60_000;
const ANSWER_WITHIN = 10_000;

const OPEN: readonly OrderStatus[] = ['awaitingPayment', 'issuing', 'awaitingIssuance', 'active', 'needsAttention'];

/**
 * Statuses that last for minutes, and in which money has been taken. In the others an order may rest for months, and
 * what needs attention has an alert of its own.
 */
const SHORT: readonly OrderStatus[] = ['issuing', 'awaitingIssuance'];

/** Temporal's own limit for a page, and how many pages are read: in an outage there may be many orders. */
const PAGE = 1000;
const PAGES = 10;

/** As `grpc.status` numbers them: this server, or this account, will not answer however often it is asked. */
const NOT_TO_BE_HAD: readonly unknown[] = [3, 7, 12];

/** One question to the server, and the gauges that its answer sets. */
interface Measurement {
  readonly what: string;
  readonly measure: () => Promise<void>;
}

/**
 * Keeps gauges of the open orders until `ended`: how many there are in each status, how old the oldest is, and how many
 * have failing workflow tasks. The server answers them: what workers saw of transitions would be wrong from their first
 * restart on. Nothing is asked where the process has no metrics.
 */
export async function countOpenOrders(
  connection: NativeConnection,
  namespace: string,
  ended: AbortSignal,
): Promise<void> {
  const { metricMeter, logger } = Runtime.instance();
  if (metricMeter === noopMetricMeter) return;
  const hasEnded = (): boolean => ended.aborted;
  let measurements = measurementsOf(new OpenOrders(connection, namespace, ended), namespace);
  while (!hasEnded() && measurements.length > 0) {
    for (const measurement of measurements) {
      try {
        await measurement.measure();
      } catch (error) {
        if (hasEnded()) return;
        const code = (error as { code?: unknown }).code;
        logger.warn(`cannot count ${measurement.what}`, { namespace, code });
        // The others would wait for a server that is away, too.
        if (!NOT_TO_BE_HAD.includes(code)) break;
        measurements = measurements.filter((other) => other !== measurement);
      }
    }
    await sleep(EVERY, undefined, { signal: ended, ref: false }).catch(() => undefined);
  }
}

/** The counting first: it dates the others. */
function measurementsOf(open: OpenOrders, namespace: string): readonly Measurement[] {
  const { metricMeter: meter } = Runtime.instance();
  const orders = meter.createGauge('ecticket_open_orders', 'int', '', 'Orders that have not ended, by status');
  const countedAt = meter.createGauge('ecticket_open_orders_counted_timestamp_seconds', 'float', '', 'When they were');
  const oldest = meter.createGauge('ecticket_oldest_open_order_seconds', 'float', '', 'Age of the oldest, by status');
  const failing = meter.createGauge('ecticket_orders_with_failing_tasks', 'int', '', 'Orders that stand still');
  return [
    {
      what: 'the open orders',
      measure: async () => {
        for (const status of OPEN) orders.set(await open.count(inStatus(status)), { namespace, status });
        countedAt.set(Date.now() / 1000, { namespace });
      },
    },
    {
      what: 'the orders with failing workflow tasks',
      measure: async () => {
        if (await open.reportsFailingTasks()) failing.set(await open.count(FAILING_TASKS), { namespace });
      },
    },
    {
      what: 'the age of open orders',
      measure: async () => {
        for (const status of SHORT) oldest.set((await open.ageOfOldest(status)) / 1000, { namespace, status });
      },
    },
  ];
}

const FAILING_TASKS = 'TemporalReportedProblems IS NOT NULL';

function inStatus(status: OrderStatus): string {
  return `${STATUS.name} = '${status}'`;
}

/** Running orders, as the server's visibility store has them. Every method throws what gRPC does. */
class OpenOrders {
  constructor(
    private readonly connection: NativeConnection,
    private readonly namespace: string,
    private readonly ended: AbortSignal,
  ) {}

  async count(condition: string): Promise<number> {
    const query = queryOf(condition);
    const { count } = await this.#call((service) =>
      service.countWorkflowExecutions({ namespace: this.namespace, query }),
    );
    return count.toNumber();
  }

  /** Does the server keep the search attribute up to date? */
  async reportsFailingTasks(): Promise<boolean> {
    const { namespaceInfo } = await this.#call((service) => service.describeNamespace({ namespace: this.namespace }));
    return namespaceInfo?.capabilities?.reportedProblemsSearchAttribute ?? false;
  }

  /**
   * Milliseconds since the oldest order in this status was due, or since its run began where nothing is due; 0 where
   * there is none. Temporal's SQL stores list newest first and cannot sort otherwise: all are read, up to a limit.
   */
  async ageOfOldest(status: OrderStatus): Promise<number> {
    const query = queryOf(inStatus(status));
    const now = Date.now();
    let oldest = now;
    let nextPageToken: Uint8Array | undefined;
    for (let page = 0; page < PAGES; page += 1) {
      const answer = await this.#call((service) =>
        service.listWorkflowExecutions({
          namespace: this.namespace,
          query,
          pageSize: PAGE,
          ...(nextPageToken && { nextPageToken }),
        }),
      );
      oldest = answer.executions.reduce((earliest, execution) => Math.min(earliest, sinceOf(execution, now)), oldest);
      nextPageToken = answer.nextPageToken;
      if (nextPageToken.length === 0) break;
    }
    return now - oldest;
  }

  #call<T>(call: (service: NativeConnection['workflowService']) => Promise<T>): Promise<T> {
    const { connection } = this;
    return connection.withAbortSignal(this.ended, () =>
      connection.withDeadline(Date.now() + ANSWER_WITHIN, () => call(connection.workflowService)),
    );
  }
}

function queryOf(condition: string): string {
  return `WorkflowType = '${TICKET_ORDER}' AND ExecutionStatus = 'Running' AND ${condition}`;
}

/** Since when the order waits (ms since the epoch). A run may have begun long before its status. */
function sinceOf({ searchAttributes, startTime }: Execution, now: number): number {
  const due = searchAttributes?.indexedFields?.[DUE_AT.name] as Payload | undefined;
  if (due) return Date.parse(defaultPayloadConverter.fromPayload<string>(due));
  return startTime?.seconds ? Number(startTime.seconds) * 1000 : now;
}
