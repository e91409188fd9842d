/** Orders whose workflow tasks fail repeatedly. Such an order is stuck until the worker is fixed. */
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import proto, { type temporal } from '@temporalio/proto';
import { TemporalRefusedError } from '../client/errors/temporal-refused-error.js';
import { findTaskFailureCause } from '../client/orders/list-orders.js';
import { callTemporal } from '../client/temporal/temporal-call.js';
import { UsageError } from '../settings/listen-options.js';
import { decodeFailure } from './decode-payload.js';
import { EN_DOCTOR, type DoctorTexts } from './texts/en-doctor.js';

type Failure = temporal.api.failure.v1.IFailure;

const { TimeoutType, WorkflowTaskFailedCause } = proto.temporal.api.enums.v1;

/** The last failure is searched in this many events, newest first. */
const MAX_EVENTS = 100;

export interface TaskFailure {
  /** Consecutive attempts that failed or timed out. */
  readonly attempts: number;
  /** Temporal's name of the cause, such as `NonDeterministicError`. */
  readonly cause: string;
  /** The failure message without personal data. */
  readonly message?: string;
  /** The complete failure message. May contain personal data. */
  readonly failure?: string;
}

/** The order's workflow tasks fail, so that no worker can read the order or act on it. */
export class OrderStuckWithCauseError extends Error {
  override readonly name = 'OrderStuckError';
  readonly code = 'ORDER_STUCK';
  /** Consecutive attempts that failed or timed out. */
  readonly attempts: number;
  /** Temporal's name of the cause, such as `NonDeterministicError`. */
  readonly reason: string;
  /** The complete failure message of the worker. Unlike this error's message, it may contain personal data. */
  readonly failure: string | undefined;

  constructor(
    readonly workflowId: string,
    { attempts, cause, message, failure }: TaskFailure,
  ) {
    super(
      [
        `The order ${workflowId} is stuck: its workflow tasks fail (${cause}, consecutive failures: ${attempts}).`,
        ...(message === undefined ? [] : [`Worker error: ${message}`]),
        howToFix(cause),
        'No data is lost: Temporal retries the task, at most about ten minutes apart, until it succeeds.',
      ].join('\n'),
    );
    this.attempts = attempts;
    this.reason = cause;
    this.failure = failure;
  }
}

/**
 * Whether the server reports workflows whose tasks fail (`TemporalReportedProblems`). Undefined if this account may not
 * read the namespace.
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

/** @throws UsageError if the server does not report task failures. */
export async function checkReportsTaskFailures(client: Client): Promise<void> {
  if ((await reportsTaskFailures(client)) === false)
    throw new UsageError(`--task-failures: ${EN_DOCTOR.tasksNotReported}.`);
}

/** Returns why the order's workflow tasks fail, or undefined if the last task did not fail. */
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
    client.workflowService.getWorkflowExecutionHistoryReverse({ namespace, execution, maximumPageSize: MAX_EVENTS }),
  );
  for (const event of history?.events ?? []) {
    // Only a start-to-close timeout is a failure. A task that no worker picked up in time goes to another worker.
    if (event.workflowTaskTimedOutEventAttributes?.timeoutType === TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE) {
      return { attempts, cause: reportedCause ?? 'WorkflowTaskTimedOut' };
    }
    const failed = event.workflowTaskFailedEventAttributes;
    if (failed) {
      const description = failed.failure ? await describeFailure(client, failed.failure) : {};
      return { attempts, cause: reportedCause ?? causeName(failed.cause), ...description };
    }
  }
  return { attempts, cause: reportedCause ?? 'unknown' };
}

/** Returns the cause of failing workflow tasks from Temporal's search attribute. */
export function reportedCauseIn(
  attributes: temporal.api.common.v1.ISearchAttributes | null | undefined,
): string | undefined {
  const problems = attributes?.indexedFields?.['TemporalReportedProblems'];
  return problems && findTaskFailureCause(defaultPayloadConverter.fromPayload<string[]>(problems));
}

/** Returns what an operator can do about tasks that fail for this cause. */
export function howToFix(cause: string, texts: DoctorTexts = EN_DOCTOR): string {
  if (cause === 'NonDeterministicError') return texts.fixNonDeterminism;
  return cause.startsWith('WorkflowTaskTimedOut') ? texts.fixTimeout : texts.fixOther;
}

/** Converts `WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR` to `NonDeterministicError`. */
function causeName(cause: temporal.api.enums.v1.WorkflowTaskFailedCause | null | undefined): string {
  return (WorkflowTaskFailedCause[cause ?? 0] ?? '')
    .replace(/^WORKFLOW_TASK_FAILED_CAUSE_/, '')
    .split('_')
    .map((word) => word.slice(0, 1) + word.slice(1).toLowerCase())
    .join('');
}

/** Describes the failure in the history, which records only the first of consecutive failures. */
async function describeFailure(client: Client, failure: Failure): Promise<Pick<TaskFailure, 'message' | 'failure'>> {
  try {
    const { message, stack } = await decodeFailure(client, failure);
    return { message: redactMessage(message, stack), failure: message };
  } catch (error) {
    // The worker may encrypt with a key that is missing here. The error names that key.
    return { message: `(cannot be read: ${error instanceof Error ? error.message : String(error)})` };
  }
}

/**
 * Returns the message if it cannot contain personal data, otherwise the error's type and location: some messages of V8
 * quote values.
 */
function redactMessage(message: string, stack: string): string {
  if (/^\[TMPRL\d+\]|^No codec key has the id /.test(message)) return message;
  const type = /^(\w*(?:Error|Failure))\b/m.exec(stack)?.[1] ?? 'an error';
  const location = /^ +at .*$/m.exec(stack)?.[0].trim();
  return `${type}${location === undefined ? '' : ` ${location}`} (the message may contain personal data: see --json)`;
}
