/** The versions of the workers that poll a task queue, and those to which Temporal sends the tasks of orders. */
import type { Client } from '@temporalio/client';
import type { WorkerDeploymentVersion } from '@temporalio/common';
import proto, { type temporal } from '@temporalio/proto';
import { callTemporal } from '../client/temporal/temporal-call.js';
import { TASK_QUEUE, TICKET_ORDER } from '../workflows/messages/names.js';
import { EN_DOCTOR, type DoctorTexts } from './texts/en-doctor.js';

const { TaskQueueType, VersioningBehavior, WorkerVersioningMode } = proto.temporal.api.enums.v1;

type ListedOrders = temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;

/** gRPC status code. */
const INVALID_ARGUMENT = 3;

/** A long poll lasts up to a minute. A poller that was last seen earlier than this has stopped. */
const MAX_POLL_AGE_MS = 90_000;

/** `undefined` stands for workers without a version. */
export type WorkerVersion = WorkerDeploymentVersion | undefined;

export interface QueueWorkers {
  readonly queue: string;
  /** The version of each worker that polls, the most recent poll first. */
  readonly pollers: readonly WorkerVersion[];
  /** The versions to which Temporal sends tasks: the current one and, while it is ramped up, the next. */
  readonly targets: readonly WorkerVersion[];
}

/** Reads who polls a task queue. */
export async function readQueueWorkers(
  client: Client,
  queue: string,
  type: 'workflows' | 'activities',
): Promise<QueueWorkers> {
  const taskQueueType =
    type === 'workflows' ? TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW : TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY;
  const { pollers, versioningInfo } = await callTemporal(client, () =>
    client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: queue },
      taskQueueType,
    }),
  );
  const recent = pollers.filter((poller) => lastSeen(poller) > Date.now() - MAX_POLL_AGE_MS);
  const newestFirst = recent.sort((one, other) => lastSeen(other) - lastSeen(one));
  return { queue, pollers: newestFirst.map(versionOfPoller), targets: targetsIn(versioningInfo) };
}

/** Returns the targets of a task queue that no worker serves. */
export function unservedTargets({ pollers, targets }: Pick<QueueWorkers, 'pollers' | 'targets'>): WorkerVersion[] {
  return targets.filter((target) => !pollers.some((poller) => formatVersion(poller) === formatVersion(target)));
}

/** Says that no worker of a version polls the task queue, and what to do. */
export function describeUnserved(
  { queue, pollers }: QueueWorkers,
  version: WorkerVersion,
  texts: DoctorTexts = EN_DOCTOR,
): string {
  const others = [...new Map(pollers.map((poller) => [formatVersion(poller), poller])).values()];
  const [other] = others;
  const variables =
    version && `ECTICKET_DEPLOYMENT_NAME=${version.deploymentName} ECTICKET_BUILD_ID=${version.buildId}`;
  return [
    texts.unserved(queue, formatVersion(version, texts)),
    ...(others.length === 0 ? [] : [texts.othersPoll(others.map((each) => formatVersion(each, texts)))]),
    texts.startWorker(variables, other && commandFor(other)),
  ].join('');
}

export function formatVersion(version: WorkerVersion, texts: DoctorTexts = EN_DOCTOR): string {
  return version === undefined ? texts.noVersion : texts.version(version.deploymentName, version.buildId);
}

function commandFor({ deploymentName, buildId }: WorkerDeploymentVersion): string {
  return `temporal worker deployment set-current-version --deployment-name ${deploymentName} --build-id ${buildId}`;
}

/** No worker of the version that the order needs polls. */
class NoWorkerOfVersionError extends Error {
  override readonly name = 'WorkerUnavailableError';
  readonly code = 'WORKER_UNAVAILABLE';

  constructor(
    readonly workflowId: string,
    /** What no worker has, and what to do. */
    readonly reason: string,
  ) {
    super(`No worker answered for the order ${workflowId}. ${reason}\nThe order itself is safe.`);
  }
}

/** Returns an error if no worker of the version that the order needs polls. */
export async function findMissingVersion(client: Client, workflowId: string): Promise<Error | undefined> {
  const { namespace } = client.options;
  const { workflowExecutionInfo } = await callTemporal(client, () =>
    client.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } }),
  );
  const workers = await readQueueWorkers(client, TASK_QUEUE, 'workflows');
  const pinned = pinnedVersionIn(workflowExecutionInfo?.versioningInfo);
  const targets = pinned === undefined ? workers.targets : [pinned];
  const [unserved] = unservedTargets({ ...workers, targets }).map((version) => describeUnserved(workers, version));
  return unserved === undefined ? undefined : new NoWorkerOfVersionError(workflowId, unserved);
}

/**
 * Finds running orders that are pinned to another version than these. The workers pin no order, but an administrator
 * may.
 *
 * @returns the names of at most `limit` orders
 */
export async function findOrdersPinnedElsewhere(
  client: Client,
  versions: readonly WorkerVersion[],
  limit: number,
): Promise<string[]> {
  const ids = versions.flatMap((version) => (version ? [`'${toCanonical(version)}'`] : []));
  const query = [
    `WorkflowType = '${TICKET_ORDER}' AND ExecutionStatus = 'Running'`,
    "TemporalWorkflowVersioningBehavior = 'Pinned'",
    ...(ids.length === 0 ? [] : [`TemporalWorkerDeploymentVersion NOT IN (${[...new Set(ids)].join(', ')})`]),
  ].join(' AND ');
  const { namespace } = client.options;
  const { executions } = await client.workflowService
    .listWorkflowExecutions({ namespace, query, pageSize: limit })
    .catch(ignoreUnknownAttribute);
  return executions.map(({ execution }) => execution?.workflowId?.replace(/^ecticket\//, '') ?? '');
}

/** Writes a version as visibility queries do. */
function toCanonical({ deploymentName, buildId }: WorkerDeploymentVersion): string {
  return `${deploymentName}:${buildId}`.replaceAll("'", "''");
}

/** A server without Worker Deployments has no such attribute, and pins no order. */
function ignoreUnknownAttribute(error: unknown): Pick<ListedOrders, 'executions'> {
  if ((error as { code?: unknown }).code === INVALID_ARGUMENT) return { executions: [] };
  throw error;
}

function pinnedVersionIn(
  info: temporal.api.workflow.v1.IWorkflowExecutionVersioningInfo | null | undefined,
): WorkerVersion {
  const overridden = info?.versioningOverride?.pinned?.version;
  const isPinned = info?.behavior === VersioningBehavior.VERSIONING_BEHAVIOR_PINNED;
  return toVersion(overridden ?? (isPinned ? info.deploymentVersion : undefined));
}

/** Milliseconds since the epoch. */
function lastSeen({ lastAccessTime }: temporal.api.taskqueue.v1.IPollerInfo): number {
  return Number(lastAccessTime?.seconds ?? 0) * 1000;
}

function versionOfPoller({ deploymentOptions }: temporal.api.taskqueue.v1.IPollerInfo): WorkerVersion {
  const isVersioned = deploymentOptions?.workerVersioningMode === WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED;
  return isVersioned ? toVersion(deploymentOptions) : undefined;
}

function targetsIn(info: temporal.api.taskqueue.v1.ITaskQueueVersioningInfo | null | undefined): WorkerVersion[] {
  const current = toVersion(info?.currentDeploymentVersion);
  const isRamping = (info?.rampingVersionPercentage ?? 0) > 0;
  return [current, ...(isRamping ? [toVersion(info?.rampingDeploymentVersion)] : [])];
}

function toVersion(
  version: { readonly deploymentName?: string | null; readonly buildId?: string | null } | null | undefined,
): WorkerVersion {
  const { deploymentName, buildId } = version ?? {};
  return deploymentName && buildId ? { deploymentName, buildId } : undefined;
}
