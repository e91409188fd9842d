import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { MissingSearchAttributesError } from '../../workers/errors/missing-search-attributes-error.js';
import { searchAttributeGaps } from '../../workers/search-attribute-gaps.js';
import { PROVIDER_TASK_QUEUE, SEARCH_ATTRIBUTES, TASK_QUEUE } from '../../workflows/names.js';
import { Ailment, Skipped } from './finding.js';

const { TaskQueueType } = proto.temporal.api.enums.v1;

/** A poll lasts up to a minute; a poller that has not asked again for longer is gone. Milliseconds. */
const POLLS_WITHIN = 90_000;

const MENDS = 'Run: ecticket setup';

export async function searchAttributes({ connection, options }: Client): Promise<string> {
  const gaps = await searchAttributeGaps(connection, options.namespace);
  if (gaps === undefined) throw new Skipped('the server does not tell us; see: ecticket setup');
  if (gaps.length > 0)
    throw new Ailment(`${new MissingSearchAttributesError(options.namespace, gaps).message} ${MENDS}`);
  return `all ${Object.keys(SEARCH_ATTRIBUTES).length} are there`;
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
