/** Orders whose workflow tasks fail again and again: they stand still until somebody fixes the worker. */
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import proto, { type temporal } from '@temporalio/proto';
import { TemporalRefusedError } from '../client/errors/temporal-refused-error.js';
import { findTaskFailureCause } from '../client/orders/list-orders.js';
import { callTemporal } from '../client/temporal/temporal-call.js';
import { UsageError } from '../settings/listen-options.js';

type Failure = temporal.api.failure.v1.IFailure;

const { TimeoutType, WorkflowTaskFailedCause } = proto.temporal.api.enums.v1;

/** How many events are searched for the last failure, newest first. */
const EVENTS_READ = 100;

/** Says how the server can be made to report them. */
export const NOT_REPORTED =
  'this Temporal server does not report workflow task failures: it is older than 1.30, or ' +
  'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute is 0 in its dynamic configuration';

export interface TaskFailure {
  /** Consecutive attempts that failed or timed out. */
  readonly attempts: number;
  /** In Temporal's words, such as `NonDeterministicError`. */
  readonly cause: string;
  /** The failure without personal data. */
  readonly words?: string;
  /** What the worker said, whole. May hold personal data. */
  readonly failure?: string;
}

/**
 * Whether the server reports workflows whose tasks fail (`TemporalReportedProblems`). Undefined where this account may
 * not ask.
 */
export async function reportsTaskFailures(client: Client): Promise<boolean | undefined> {
  const { namespace } = client.options;
  try {
    const { namespaceInfo } = await callTemporal(client, () => client.workflowService.describeNamespace({ namespace }));
    return namespaceInfo?.capabilities?.reportedProblemsSearchAttribute ?? false;
  } catch (error) {
    if (error instanceof TemporalRefusedError && error.reason === 'notPermitted') return undefined;
    throw error;
  }
}

/** @throws UsageError where the server does not report them. */
export async function checkReportsTaskFailures(client: Client): Promise<void> {
  if ((await reportsTaskFailures(client)) === false) throw new UsageError(`--task-failures: ${NOT_REPORTED}.`);
}

/** Why the order's workflow tasks fail; undefined while none has failed since the last that succeeded. */
export async function readTaskFailure(client: Client, workflowId: string): Promise<TaskFailure | undefined> {
  const { namespace } = client.options;
  const execution = { workflowId };
  const { pendingWorkflowTask: task, workflowExecutionInfo: info } = await callTemporal(client, () =>
    client.workflowService.describeWorkflowExecution({ namespace, execution }),
  );
  const attempts = (task?.attempt ?? 1) - 1;
  if (attempts < 1) return undefined;
  const reportedCause = reportedCauseIn(info?.searchAttributes);
  const { history } = await callTemporal(client, () =>
    client.workflowService.getWorkflowExecutionHistoryReverse({ namespace, execution, maximumPageSize: EVENTS_READ }),
  );
  for (const event of history?.events ?? []) {
    // A task that no worker took in time goes to the next worker: nothing has failed.
    if (event.workflowTaskTimedOutEventAttributes?.timeoutType === TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE) {
      return { attempts, cause: reportedCause ?? 'WorkflowTaskTimedOut' };
    }
    const failed = event.workflowTaskFailedEventAttributes;
    if (failed) {
      const told = failed.failure ? await tellFailure(client, failed.failure) : {};
      return { attempts, cause: reportedCause ?? causeName(failed.cause), ...told };
    }
  }
  return { attempts, cause: reportedCause ?? 'unknown' };
}

/** Why workflow tasks fail, as far as Temporal's search attribute says so. */
export function reportedCauseIn(
  attributes: temporal.api.common.v1.ISearchAttributes | null | undefined,
): string | undefined {
  const problems = attributes?.indexedFields?.['TemporalReportedProblems'];
  return problems && findTaskFailureCause(defaultPayloadConverter.fromPayload<string[]>(problems));
}

/** What a person can do about tasks that fail for this cause. */
export function howToFix(cause: string): string {
  if (cause === 'NonDeterministicError') {
    return 'The deployed code cannot replay the order. Deploy the version that ran it before, or one that can.';
  }
  if (cause.startsWith('WorkflowTaskTimedOut')) {
    return 'Workers do not finish the task in time: they are overloaded, blocked or killed. See their logs and load.';
  }
  return (
    'See the worker’s log. Where a codec key is missing, add it to the ECTICKET_CODEC_KEYS of every worker; ' +
    'otherwise its code has a fault: deploy a version without it.'
  );
}

/** `WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR` as Temporal reports it: `NonDeterministicError`. */
function causeName(cause: temporal.api.enums.v1.WorkflowTaskFailedCause | null | undefined): string {
  return (WorkflowTaskFailedCause[cause ?? 0] ?? '')
    .replace(/^WORKFLOW_TASK_FAILED_CAUSE_/, '')
    .split('_')
    .map((word) => word.slice(0, 1) + word.slice(1).toLowerCase())
    .join('');
}

/** Only the first of several failures in a row is in the history. */
async function tellFailure(client: Client, failure: Failure): Promise<Pick<TaskFailure, 'words' | 'failure'>> {
  try {
    const { message, stack } = await decoded(client, failure);
    return { words: withoutPersonalData(message, stack), failure: message };
  } catch (error) {
    // The worker may encrypt with a key that we lack, which says what is wrong.
    return { words: `(cannot be read: ${error instanceof Error ? error.message : String(error)})` };
  }
}

async function decoded(client: Client, failure: Failure): Promise<{ message: string; stack: string }> {
  const { message, stackTrace, encodedAttributes } = failure;
  if (!encodedAttributes) return { message: message ?? '', stack: stackTrace ?? '' };
  let payloads: Payload[] = [encodedAttributes];
  for (const codec of [...client.options.loadedDataConverter.payloadCodecs].reverse()) {
    payloads = await codec.decode(payloads);
  }
  const [payload] = payloads;
  if (payload === undefined) return { message: '', stack: '' };
  const encoded = defaultPayloadConverter.fromPayload<{ message?: string; stack_trace?: string }>(payload);
  return { message: encoded.message ?? '', stack: encoded.stack_trace ?? '' };
}

/**
 * A message that cannot hold what customers entered, or else the error's type and place: V8 quotes values in some of
 * its messages.
 */
function withoutPersonalData(message: string, stack: string): string {
  if (/^\[TMPRL\d+\]|^No codec key has the id /.test(message)) return message;
  const type = /^(\w*(?:Error|Failure))\b/m.exec(stack)?.[1] ?? 'an error';
  const place = /^ +at .*$/m.exec(stack)?.[0].trim();
  return `${type}${place === undefined ? '' : ` ${place}`} (--json has its message, which may hold personal data)`;
}
