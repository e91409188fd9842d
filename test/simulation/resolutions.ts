/** How an activity ends, as the SDK's core reports it to the workflow. */
import { defaultPayloadConverter } from '@temporalio/common';
import proto, { type coresdk, type temporal } from '@temporalio/proto';

export type Resolution = coresdk.activity_result.IActivityResolution;
type Failure = temporal.api.failure.v1.IFailure;

const { TimeoutType, RetryState } = proto.temporal.api.enums.v1;

export function completed(value: unknown): Resolution {
  return { completed: { result: defaultPayloadConverter.toPayload(value) } };
}

/** A failure that Temporal does not retry. */
export function failedPermanently(isConfiguration: boolean): Resolution {
  const details = isConfiguration ? [defaultPayloadConverter.toPayload('configuration')] : [];
  const type = isConfiguration ? 'DATA_REJECTED' : 'BUSINESS_REFUSAL';
  const applicationFailureInfo = { type, nonRetryable: true, details: { payloads: details } };
  return failed(
    { message: 'ECPay refuses the call', applicationFailureInfo },
    RetryState.RETRY_STATE_NON_RETRYABLE_FAILURE,
  );
}

/** An attempt that fails after the workflow has requested the cancellation: the server does not retry it. */
export function failedAfterCancellation(): Resolution {
  return failed(LAST_ATTEMPT, RetryState.RETRY_STATE_CANCEL_REQUESTED);
}

export function cancelled(): Resolution {
  const cause = { message: 'cancelled', canceledFailureInfo: {} };
  return { cancelled: { failure: activityFailure(cause, RetryState.RETRY_STATE_UNSPECIFIED) } };
}

/** @param hasStarted whether a worker has taken the activity: its last attempt has failed */
export function timedOut(type: 'scheduleToClose' | 'scheduleToStart', hasStarted: boolean): Resolution {
  const timeoutType =
    type === 'scheduleToClose'
      ? TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_CLOSE
      : TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START;
  const timeout = { message: 'activity timeout', timeoutFailureInfo: { timeoutType } };
  return failed(hasStarted ? { ...timeout, cause: LAST_ATTEMPT } : timeout, RetryState.RETRY_STATE_TIMEOUT);
}

const LAST_ATTEMPT: Failure = {
  message: 'ECPay does not answer',
  applicationFailureInfo: { type: 'TIMED_OUT', nonRetryable: false },
};

function failed(cause: Failure, retryState: temporal.api.enums.v1.RetryState): Resolution {
  return { failed: { failure: activityFailure(cause, retryState) } };
}

function activityFailure(cause: Failure, retryState: temporal.api.enums.v1.RetryState): Failure {
  return {
    message: 'Activity task failed',
    cause,
    activityFailureInfo: { activityType: { name: 'simulated' }, retryState },
  };
}
