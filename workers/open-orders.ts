import { setTimeout as sleep } from 'node:timers/promises';
import { defaultPayloadConverter, noopMetricMeter, type Payload } from '@temporalio/common';
import proto, { type temporal } from '@temporalio/proto';
import { Runtime, type NativeConnection } from '@temporalio/worker';
import type { OrderStatus } from '../workflows/messages/order.js';
import { TASK_QUEUE, TICKET_ORDER } from '../workflows/messages/names.js';
import { DUE_AT, STATUS } from '../workflows/messages/search-attribute-keys.js';

const { TASK_QUEUE_TYPE_WORKFLOW } = proto.temporal.api.enums.v1.TaskQueueType;

type Execution = temporal.api.workflow.v1.IWorkflowExecutionInfo;

/** Orders wait for hours, so that a newer count is not needed. */
const COUNT_INTERVAL_MS = 60_000;
const CALL_TIMEOUT_MS = 10_000;

const OPEN_STATUSES: readonly OrderStatus[] = [
  'awaitingPayment',
  'issuing',
  'awaitingIssuance',
  'active',
  'needsAttention',
];

/**
 * Statuses that last for minutes and in which the customer has paid. In other statuses an order may stay for months;
 * `needsAttention` has its own alert.
 */
const SHORT_STATUSES: readonly OrderStatus[] = ['issuing', 'awaitingIssuance'];

/** Temporal's limit per page, and the number of pages read: in an outage there may be many orders. */
const PAGE_SIZE = 1000;
const MAX_PAGES = 10;

/** gRPC status codes INVALID_ARGUMENT, PERMISSION_DENIED, UNIMPLEMENTED: a retry cannot succeed. */
const PERMANENT_CODES: readonly unknown[] = [3, 7, 12];

/** A query to the server, and the gauges that its result sets. */
interface Measurement {
  /** What the query counts, for the log. */
  readonly subject: string;
  readonly measure: () => Promise<void>;
}

/**
 * Updates gauges of the open orders until `ended`: their number and greatest age per status, and the number of orders
 * with failing workflow tasks. The values come from the server, because counts of transitions in a worker would be
 * wrong after its first restart. Does nothing in a process without metrics.
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
        logger.warn(`cannot count ${measurement.subject}`, { namespace, code });
        // If the server is unavailable, the other measurements would only time out too.
        if (!PERMANENT_CODES.includes(code)) break;
        measurements = measurements.filter((other) => other !== measurement);
      }
    }
    await sleep(COUNT_INTERVAL_MS, undefined, { signal: ended, ref: false }).catch(() => undefined);
  }
}

/** The count comes first: it sets the timestamp of all gauges. */
function measurementsOf(open: OpenOrders, namespace: string): readonly Measurement[] {
  const { metricMeter: meter } = Runtime.instance();
  const orders = meter.createGauge('ecticket_open_orders', 'int', '', 'Running orders by status');
  const countedAt = meter.createGauge(
    'ecticket_open_orders_counted_timestamp_seconds',
    'float',
    '',
    'When the running orders were last counted',
  );
  const oldest = meter.createGauge(
    'ecticket_oldest_open_order_seconds',
    'float',
    '',
    'Age of the oldest running order by status',
  );
  const failing = meter.createGauge(
    'ecticket_orders_with_failing_tasks',
    'int',
    '',
    'Running orders whose workflow tasks fail',
  );
  const oldestTask = meter.createGauge(
    'ecticket_oldest_workflow_task_seconds',
    'float',
    '',
    'How long the oldest workflow task of ticket orders has waited for a worker',
  );
  return [
    {
      subject: 'the open orders',
      measure: async () => {
        for (const status of OPEN_STATUSES) orders.set(await open.count(inStatus(status)), { namespace, status });
        countedAt.set(Date.now() / 1000, { namespace });
      },
    },
    {
      subject: 'the orders with failing workflow tasks',
      measure: async () => {
        if (await open.reportsFailingTasks()) failing.set(await open.count(FAILING_TASKS), { namespace });
      },
    },
    {
      subject: 'the waiting workflow tasks',
      measure: async () => {
        const age = await open.ageOfOldestTask();
        if (age !== undefined) oldestTask.set(age / 1000, { namespace });
      },
    },
    {
      subject: 'the age of open orders',
      measure: async () => {
        for (const status of SHORT_STATUSES) oldest.set((await open.ageOfOldest(status)) / 1000, { namespace, status });
      },
    },
  ];
}

const FAILING_TASKS = 'TemporalReportedProblems IS NOT NULL';

function inStatus(status: OrderStatus): string {
  return `${STATUS.name} = '${status}'`;
}

/** Queries the running orders in the server's visibility store. Every method throws gRPC errors. */
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

  /** Whether the server maintains the search attribute `TemporalReportedProblems`. */
  async reportsFailingTasks(): Promise<boolean> {
    const { namespaceInfo } = await this.#call((service) => service.describeNamespace({ namespace: this.namespace }));
    return namespaceInfo?.capabilities?.reportedProblemsSearchAttribute ?? false;
  }

  /**
   * Returns for how many milliseconds the oldest workflow task has waited for a worker, of whatever version. 0 without a
   * waiting task; undefined if the server does not report it.
   */
  async ageOfOldestTask(): Promise<number | undefined> {
    const { stats } = await this.#call((service) =>
      service.describeTaskQueue({
        namespace: this.namespace,
        taskQueue: { name: TASK_QUEUE },
        taskQueueType: TASK_QUEUE_TYPE_WORKFLOW,
        reportStats: true,
      }),
    );
    return stats ? Number(stats.approximateBacklogAge?.seconds ?? 0) * 1000 : undefined;
  }

  /**
   * Returns the milliseconds since the oldest order in this status was due, or since its run started if it has no due
   * time; 0 if there is no order. Temporal's SQL stores list newest first and cannot sort otherwise, so that this
   * method reads all orders up to a limit.
   */
  async ageOfOldest(status: OrderStatus): Promise<number> {
    const query = queryOf(inStatus(status));
    const now = Date.now();
    let oldest = now;
    let nextPageToken: Uint8Array | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const response = await this.#call((service) =>
        service.listWorkflowExecutions({
          namespace: this.namespace,
          query,
          pageSize: PAGE_SIZE,
          ...(nextPageToken && { nextPageToken }),
        }),
      );
      oldest = response.executions.reduce((earliest, each) => Math.min(earliest, waitingSince(each, now)), oldest);
      nextPageToken = response.nextPageToken;
      if (nextPageToken.length === 0) break;
    }
    return now - oldest;
  }

  #call<T>(call: (service: NativeConnection['workflowService']) => Promise<T>): Promise<T> {
    const { connection } = this;
    return connection.withAbortSignal(this.ended, () =>
      connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () => call(connection.workflowService)),
    );
  }
}

function queryOf(condition: string): string {
  return `WorkflowType = '${TICKET_ORDER}' AND ExecutionStatus = 'Running' AND ${condition}`;
}

/** Returns since when the order waits, in ms since the epoch. Its run may have started long before its status. */
function waitingSince({ searchAttributes, startTime }: Execution, now: number): number {
  const due = searchAttributes?.indexedFields?.[DUE_AT.name] as Payload | undefined;
  if (due) return Date.parse(defaultPayloadConverter.fromPayload<string>(due));
  return startTime?.seconds ? Number(startTime.seconds) * 1000 : now;
}
