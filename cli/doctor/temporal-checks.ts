/** Checks of the Temporal namespace: search attributes, workers, workflow tasks, fairness. */
import type { Client } from '@temporalio/client';
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
import { commandFor } from '../../settings/installation.js';
import { howToFix, NOT_REPORTED, reportedCauseIn, reportsTaskFailures } from '../task-failures.js';
import { isTemporalCloud } from '../web-ui.js';
import {
  describeUnserved,
  findOrdersPinnedElsewhere,
  formatVersion,
  readQueueWorkers,
  unservedTargets,
  type QueueWorkers,
} from '../worker-versions.js';
import { CheckFailed, CheckSkipped } from './check.js';

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

/**
 * Checks that workers poll both task queues, one for workflows and merchant events, one for calls to ECPay, and that
 * workers of the current version do.
 */
export async function checkWorkers(client: Client): Promise<string> {
  const polled = await Promise.all([
    readQueueWorkers(client, TASK_QUEUE, 'workflows'),
    readQueueWorkers(client, TASK_QUEUE, 'activities'),
    readQueueWorkers(client, PROVIDER_TASK_QUEUE, 'activities'),
  ]);
  const idle = [...new Set(polled.filter(({ pollers }) => pollers.length === 0).map(({ queue }) => queue))];
  if (idle.length > 0) {
    throw new CheckFailed(
      `no worker polls ${idle.join(' and ')} in the namespace ${client.options.namespace}. ` +
        `Start a worker there: ${commandFor('worker')}`,
    );
  }
  const unserved = new Map<string, string>();
  for (const workers of polled) {
    for (const version of unservedTargets(workers))
      unserved.set(`${workers.queue} ${formatVersion(version)}`, describeUnserved(workers, version));
  }
  if (unserved.size > 0) throw new CheckFailed([...unserved.values()].join('\n'));
  await checkPinnedOrders(client, polled);
  const fewest = Math.min(...polled.map(({ pollers }) => pollers.length));
  const count = fewest === 1 ? '1 worker polls' : `${fewest} workers poll`;
  const versions = [
    ...new Set(polled.flatMap(({ targets }) => targets.filter((target) => target !== undefined)).map(formatVersion)),
  ];
  return `${count} ${TASK_QUEUE} and ${PROVIDER_TASK_QUEUE}${versions.length === 0 ? '' : `, with ${versions.join(' and ')}`}`;
}

/** Checks the orders that an administrator has pinned to a version. Workers of that version must run. */
async function checkPinnedOrders(client: Client, polled: readonly QueueWorkers[]): Promise<void> {
  const names = await findOrdersPinnedElsewhere(
    client,
    polled.flatMap(({ pollers }) => pollers),
    MAX_NAMED_ORDERS,
  );
  if (names.length === 0) return;
  throw new CheckFailed(
    `orders are pinned to a version of which no worker runs: ${names.join(', ')}. ` +
      `ecticket order show ${names[0] ?? ''} names the version. Start workers of it, or remove the pin: ` +
      `temporal workflow update-options --workflow-id ecticket/${names[0] ?? ''} --versioning-override-behavior unspecified`,
  );
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
