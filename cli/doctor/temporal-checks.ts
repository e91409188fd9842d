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
import type { DoctorTexts } from '../texts/en-doctor.js';
import { howToFix, reportedCauseIn, reportsTaskFailures } from '../task-failures.js';
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
export async function checkSearchAttributes(
  { connection, options }: Client,
  { codeKeys }: Settings,
  texts: DoctorTexts,
): Promise<string> {
  const needs = { codeIndex: codeKeys !== undefined };
  const gaps = await searchAttributeGaps(connection, options.namespace, needs);
  if (gaps === undefined) throw new CheckSkipped(texts.attributesUnknown);
  if (gaps.length > 0) {
    const { message } = new SearchAttributesMissingError(options.namespace, gaps);
    throw new CheckFailed(texts.attributesMissing(gaps, message));
  }
  return texts.attributesRegistered(Object.keys(searchAttributesNeeded(needs)).length);
}

/**
 * Checks that workers poll both task queues, one for workflows and merchant events, one for calls to ECPay, and that
 * workers of the current version do.
 */
export async function checkWorkers(client: Client, texts: DoctorTexts): Promise<string> {
  const polled = await Promise.all([
    readQueueWorkers(client, TASK_QUEUE, 'workflows'),
    readQueueWorkers(client, TASK_QUEUE, 'activities'),
    readQueueWorkers(client, PROVIDER_TASK_QUEUE, 'activities'),
  ]);
  const idle = [...new Set(polled.filter(({ pollers }) => pollers.length === 0).map(({ queue }) => queue))];
  if (idle.length > 0) throw new CheckFailed(texts.noWorker(idle, client.options.namespace, commandFor('worker')));
  const unserved = new Map<string, string>();
  for (const workers of polled) {
    for (const version of unservedTargets(workers))
      unserved.set(`${workers.queue} ${formatVersion(version)}`, describeUnserved(workers, version, texts));
  }
  if (unserved.size > 0) throw new CheckFailed([...unserved.values()].join('\n'));
  await checkPinnedOrders(client, polled, texts);
  const fewest = Math.min(...polled.map(({ pollers }) => pollers.length));
  const targets = polled.flatMap((workers) => workers.targets).filter((target) => target !== undefined);
  const versions = [...new Set(targets.map((target) => formatVersion(target, texts)))];
  return texts.workersPoll(fewest, [TASK_QUEUE, PROVIDER_TASK_QUEUE], versions);
}

/** Checks the orders that an administrator has pinned to a version. Workers of that version must run. */
async function checkPinnedOrders(client: Client, polled: readonly QueueWorkers[], texts: DoctorTexts): Promise<void> {
  const names = await findOrdersPinnedElsewhere(
    client,
    polled.flatMap(({ pollers }) => pollers),
    MAX_NAMED_ORDERS,
  );
  const [first] = names;
  if (first === undefined) return;
  throw new CheckFailed(
    `${texts.pinned(names, first)}temporal workflow update-options --workflow-id ecticket/${first} ` +
      '--versioning-override-behavior unspecified',
  );
}

/** Checks that workflow tasks succeed. An order whose tasks fail is stuck, although its workers are healthy. */
export async function checkWorkflowTasks(client: Client, texts: DoctorTexts): Promise<string> {
  const reports = await reportsTaskFailures(client);
  if (reports === false) throw new CheckSkipped(texts.tasksNotReported);
  const { namespace } = client.options;
  const query = `WorkflowType = '${TICKET_ORDER}' AND ${TASK_FAILURES_QUERY}`;
  // Without such an attribute. Reached only if the account may not read the namespace's capabilities.
  const skipIfUnknown = (error: unknown): never => {
    throw (error as { code?: unknown }).code === INVALID_ARGUMENT ? new CheckSkipped(texts.tasksNotReported) : error;
  };
  const { count } = await client.workflowService.countWorkflowExecutions({ namespace, query }).catch(skipIfUnknown);
  if (count.eq(0)) return texts.tasksSucceed;
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
      texts.tasksFail(
        count.toString(),
        orders.map(({ name, cause }) => `${name} (${cause})`).join(', ') + (count.gt(orders.length) ? ' …' : ''),
      ),
      ...new Set(orders.map(({ cause }) => howToFix(cause, texts))),
      ...orders.slice(0, 1).map(({ name }) => texts.tasksDetails(name)),
    ].join('\n'),
  );
}

/**
 * Says how to enable fairness, without which one merchant's backlog delays the orders of another. No call reports to a
 * client whether the server uses fairness keys: capabilities and task queues look the same with and without.
 */
export function checkFairness({ merchantIds, temporal: { address } }: Settings, texts: DoctorTexts): Promise<string> {
  if (merchantIds.length < 2) return Promise.resolve(texts.fairnessNotNeeded);
  const howToEnable = isTemporalCloud(address) ? texts.fairnessCloud : texts.fairnessServer;
  return Promise.reject(new CheckSkipped(`${texts.fairnessUnknown}${howToEnable}`));
}
