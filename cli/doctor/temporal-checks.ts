import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { MissingSearchAttributesError } from '../../workers/errors/missing-search-attributes-error.js';
import { searchAttributeGaps } from '../../workers/search-attribute-gaps.js';
import {
  PROVIDER_TASK_QUEUE,
  searchAttributesNeeded,
  TASK_QUEUE,
  TICKET_ORDER,
} from '../../workflows/messages/names.js';
import { TASK_FAILURES_QUERY } from '../../client/orders/list-orders.js';
import { isCloud } from '../add-search-attributes.js';
import type { Settings } from '../../settings/index.js';
import { howToFix, NOT_REPORTED, reportedCauseIn, reportsTaskFailures } from '../task-failures.js';
import { Ailment, Skipped } from './finding.js';

const { TaskQueueType } = proto.temporal.api.enums.v1;

/** A poll lasts up to a minute; a poller that has not asked again for longer is gone. Milliseconds. */
const POLLS_WITHIN = 90_000;

/** As `grpc.status` numbers it. */
const INVALID_ARGUMENT = 3;

/** Orders that are named where many have the same fault. */
const NAMED = 5;

const MENDS = 'Run: ecticket setup';

export async function searchAttributes({ connection, options }: Client, { codeKeys }: Settings): Promise<string> {
  const needs = { codeIndex: codeKeys !== undefined };
  const gaps = await searchAttributeGaps(connection, options.namespace, needs);
  if (gaps === undefined) throw new Skipped('the server does not tell us; see: ecticket setup');
  if (gaps.length > 0)
    throw new Ailment(`${new MissingSearchAttributesError(options.namespace, gaps).message} ${MENDS}`);
  return `all ${Object.keys(searchAttributesNeeded(needs)).length} are there`;
}

/** Both queues: workflow tasks and merchant events on one, calls to ECPay on the other. */
export async function workers(client: Client): Promise<string> {
  const polled = await Promise.all([
    pollersOf(client, TASK_QUEUE, TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW),
    pollersOf(client, TASK_QUEUE, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY),
    pollersOf(client, PROVIDER_TASK_QUEUE, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY),
  ]);
  const idle = [...new Set(polled.filter(({ pollers }) => pollers === 0).map(({ queue }) => queue))];
  if (idle.length > 0) {
    throw new Ailment(
      `nobody polls ${idle.join(' and ')} in the namespace ${client.options.namespace}. Start a worker there: npm run worker`,
    );
  }
  const fewest = Math.min(...polled.map(({ pollers }) => pollers));
  return `${TASK_QUEUE} and ${PROVIDER_TASK_QUEUE} are polled by ${fewest === 1 ? 'a worker' : `${fewest} workers`}`;
}

/** Do workflow tasks succeed? Where they fail an order stands still, and workers look well. */
export async function workflowTasks(client: Client): Promise<string> {
  const reports = await reportsTaskFailures(client);
  if (reports === false) throw new Skipped(NOT_REPORTED);
  const { namespace } = client.options;
  const query = `WorkflowType = '${TICKET_ORDER}' AND ${TASK_FAILURES_QUERY}`;
  const { count } = await client.workflowService.countWorkflowExecutions({ namespace, query }).catch(unlessUnknown);
  if (count.eq(0)) return 'those of every running order succeed';
  const { executions } = await client.workflowService.listWorkflowExecutions({ namespace, query, pageSize: NAMED });
  const orders = executions.map(({ execution, searchAttributes }) => {
    const cause = reportedCauseIn(searchAttributes) ?? 'unknown';
    return { name: execution?.workflowId?.replace(/^ecticket\//, '') ?? '', cause };
  });
  throw new Ailment(
    [
      `${count.eq(1) ? '1 order stands' : `${count.toString()} orders stand`} still because workflow tasks fail: ` +
        orders.map(({ name, cause }) => `${name} (${cause})`).join(', ') +
        (count.gt(orders.length) ? ' …' : ''),
      ...new Set(orders.map(({ cause }) => howToFix(cause))),
      ...orders
        .slice(0, 1)
        .map(({ name }) => `More: ecticket order show ${name}; all: ecticket order list --task-failures`),
    ].join('\n'),
  );
}

/** Only an account that may not ask whether the attribute exists finds out in this way. */
function unlessUnknown(error: unknown): never {
  throw (error as { code?: unknown }).code === INVALID_ARGUMENT ? new Skipped(NOT_REPORTED) : error;
}

/**
 * Whether one merchant's backlog holds up another's orders. No call tells a client whether the server heeds fairness
 * keys: system and namespace capabilities and task queues look the same with and without.
 */
export function fairness({ merchantIds, temporal: { address } }: Settings): Promise<string> {
  if (merchantIds.length < 2) return Promise.resolve('not needed: the settings have one merchant');
  const howToSwitchOn = isCloud(address)
    ? 'See and switch it in the settings of the namespace at https://cloud.temporal.io'
    : 'Set matching.enableFairness to true in the dynamic configuration of the server; of a development server: ' +
      'temporal server start-dev --dynamic-config-value matching.enableFairness=true';
  return Promise.reject(
    new Skipped(
      'Temporal does not tell clients whether fairness is on. ' +
        `Without it the orders of one merchant wait behind those of another. ${howToSwitchOn}`,
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
    ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 > Date.now() - POLLS_WITHIN,
  );
  return { queue, pollers: recent.length };
}
