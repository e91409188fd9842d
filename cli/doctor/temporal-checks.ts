/** Checks of the Temporal namespace: search attributes, workers, workflow tasks, fairness. */
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { SearchAttributesMissingError } from '../../workers/errors.js';
import { searchAttributeGaps } from '../../workers/search-attribute-gaps.js';
import {
  PROVIDER_TASK_QUEUE,
  searchAttributesNeeded,
  TASK_QUEUE,
  TICKET_ORDER,
} from '../../workflows/messages/names.js';
import { TASK_FAILURES_QUERY } from '../../client/orders/list-orders.js';
import type { Settings } from '../../settings/index.js';
import { howToFix, NOT_REPORTED, reportedCauseIn, reportsTaskFailures } from '../task-failures.js';
import { isTemporalCloud } from '../web-ui.js';
import { CheckFailed, CheckSkipped } from './check.js';

const { TaskQueueType } = proto.temporal.api.enums.v1;

/** A long poll lasts up to a minute. A poller that was last seen earlier than this has stopped. */
const MAX_POLL_AGE_MS = 90_000;

/** gRPC status code. */
const INVALID_ARGUMENT = 3;

/** A failed check names at most this many orders. */
const MAX_NAMED_ORDERS = 5;

/** Checks that the namespace has every search attribute that these settings need. */
export async function checkSearchAttributes({ connection, options }: Client, { codeKeys }: Settings): Promise<string> {
  const needs = { codeIndex: codeKeys !== undefined };
  const gaps = await searchAttributeGaps(connection, options.namespace, needs);
  if (gaps === undefined) throw new CheckSkipped('the server does not list them; run: ecticket setup');
  if (gaps.length > 0)
    throw new CheckFailed(
      `${new SearchAttributesMissingError(options.namespace, gaps).message} Or run: ecticket setup`,
    );
  return `all ${Object.keys(searchAttributesNeeded(needs)).length} are registered`;
}

/** Checks that workers poll both task queues: one for workflows and merchant events, one for calls to ECPay. */
export async function checkWorkers(client: Client): Promise<string> {
  const polled = await Promise.all([
    pollersOf(client, TASK_QUEUE, TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW),
    pollersOf(client, TASK_QUEUE, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY),
    pollersOf(client, PROVIDER_TASK_QUEUE, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY),
  ]);
  const idle = [...new Set(polled.filter(({ pollers }) => pollers === 0).map(({ queue }) => queue))];
  if (idle.length > 0) {
    throw new CheckFailed(
      `no worker polls ${idle.join(' and ')} in the namespace ${client.options.namespace}. ` +
        'Start a worker there: npm run worker',
    );
  }
  const fewest = Math.min(...polled.map(({ pollers }) => pollers));
  const count = fewest === 1 ? '1 worker polls' : `${fewest} workers poll`;
  return `${count} ${TASK_QUEUE} and ${PROVIDER_TASK_QUEUE}`;
}

/** Checks that workflow tasks succeed. An order whose tasks fail is stuck, although its workers are healthy. */
export async function checkWorkflowTasks(client: Client): Promise<string> {
  const reports = await reportsTaskFailures(client);
  if (reports === false) throw new CheckSkipped(NOT_REPORTED);
  const { namespace } = client.options;
  const query = `WorkflowType = '${TICKET_ORDER}' AND ${TASK_FAILURES_QUERY}`;
  const { count } = await client.workflowService.countWorkflowExecutions({ namespace, query }).catch(skipIfUnknown);
  if (count.eq(0)) return 'the workflow tasks of every running order succeed';
  const { executions } = await client.workflowService.listWorkflowExecutions({
    namespace,
    query,
    pageSize: MAX_NAMED_ORDERS,
  });
  const orders = executions.map(({ execution, searchAttributes }) => {
    const cause = reportedCauseIn(searchAttributes) ?? 'unknown';
    return { name: execution?.workflowId?.replace(/^ecticket\//, '') ?? '', cause };
  });
  throw new CheckFailed(
    [
      `${count.eq(1) ? '1 order is' : `${count.toString()} orders are`} stuck because workflow tasks fail: ` +
        orders.map(({ name, cause }) => `${name} (${cause})`).join(', ') +
        (count.gt(orders.length) ? ' …' : ''),
      ...new Set(orders.map(({ cause }) => howToFix(cause))),
      ...orders
        .slice(0, 1)
        .map(({ name }) => `Details: ecticket order show ${name}. All orders: ecticket order list --task-failures`),
    ].join('\n'),
  );
}

/** The server has no such attribute. Reached only if the account may not read the namespace's capabilities. */
function skipIfUnknown(error: unknown): never {
  throw (error as { code?: unknown }).code === INVALID_ARGUMENT ? new CheckSkipped(NOT_REPORTED) : error;
}

/**
 * Says how to enable fairness, without which one merchant's backlog delays the orders of another. No call reports to a
 * client whether the server uses fairness keys: capabilities and task queues look the same with and without.
 */
export function checkFairness({ merchantIds, temporal: { address } }: Settings): Promise<string> {
  if (merchantIds.length < 2) return Promise.resolve('not needed: the settings have one merchant');
  const howToEnable = isTemporalCloud(address)
    ? 'See and change it in the settings of the namespace at https://cloud.temporal.io'
    : 'Set matching.enableFairness to true in the dynamic configuration of the server; for a development server: ' +
      'temporal server start-dev --dynamic-config-value matching.enableFairness=true';
  return Promise.reject(
    new CheckSkipped(
      'Temporal does not report to clients whether fairness is enabled. ' +
        `Without it, the orders of one merchant wait behind those of another. ${howToEnable}`,
    ),
  );
}

async function pollersOf(client: Client, queue: string, taskQueueType: proto.temporal.api.enums.v1.TaskQueueType) {
  const { namespace } = client.options;
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: queue },
    taskQueueType,
  });
  const recent = pollers.filter(
    ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 > Date.now() - MAX_POLL_AGE_MS,
  );
  return { queue, pollers: recent.length };
}
