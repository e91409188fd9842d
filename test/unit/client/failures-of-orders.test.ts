/** The errors for an order that cannot answer, and for a ticket action that fails without a refusal of the order. */
import { describe, expect, test } from '@jest/globals';
import { failureOf } from '../../support/client-calls.js';
import { accepted, closedWith, described, grpcError, updateFailed } from '../../support/stub-temporal.js';

const codes = Array.from({ length: 16 }, (_, index) => index + 1);

describe('a call about a running order', () => {
  const running = { describeWorkflowExecution: () => described('RUNNING') };
  const FAILED_STATE = 'Unable to perform workflow execution update due to Workflow Task in failed state.';

  test.each([
    [
      'workflow tasks fail',
      () => grpcError(9, 'Unable to query workflow due to Workflow Task in failed state.'),
      'ORDER_STUCK',
    ],
    [
      'no worker polls',
      () => grpcError(9, 'no poller seen for task queue recently, worker may be down'),
      'WORKER_UNAVAILABLE',
    ],
    [
      'the first workflow task is not scheduled yet',
      () => grpcError(9, 'Workflow task is not scheduled yet.'),
      'WORKER_UNAVAILABLE',
    ],
    ['no answer in time', () => grpcError(4, 'Deadline exceeded'), 'WORKER_UNAVAILABLE'],
    [
      'the worker has another version',
      () => grpcError(3, 'Workflow did not register a handler for order.'),
      'WORKER_VERSION_MISMATCH',
    ],
    ['no worker can process it', () => grpcError(3, 'Nondeterminism error'), 'ORDER_STUCK'],
    ['the run no longer exists', () => grpcError(5, 'workflow not found'), 'TEMPORAL_UNAVAILABLE'],
    ['any other failed precondition', () => grpcError(9, 'as the server says'), 'TEMPORAL_REFUSED'],
  ])('a query fails with a typed error: %s', async (_what, otherwise, code) => {
    expect(await failureOf('getOrder', { answers: running, otherwise })).toMatchObject({ code });
  });

  test('a query that a worker failed to process is repeated', async () => {
    let attempts = 0;
    const queryWorkflow = () => {
      attempts += 1;
      throw attempts === 1 ? grpcError(3, 'Workflow execution evicted') : grpcError(9, 'no poller seen recently');
    };
    const error = await failureOf('getOrder', {
      answers: { ...running, queryWorkflow },
      otherwise: () => new Error('unexpected call'),
    });
    expect(error).toMatchObject({ code: 'WORKER_UNAVAILABLE' });
  });

  test('a ticket action on an order whose tasks fail names the update id to repeat with', async () => {
    const error = await failureOf('redeem', { answers: running, otherwise: () => grpcError(9, FAILED_STATE) });
    expect(error).toMatchObject({ code: 'ORDER_STUCK', updateId: 'pos-1' });
    expect((error as Error).message).toContain('updateId "pos-1"');
  });

  test.each([1, 2, 4, 8, 10, 13, 14, 15])(
    'a ticket action that fails with gRPC status %i has an unknown outcome',
    async (code) => {
      const error = await failureOf('redeem', { answers: running, otherwise: () => grpcError(code, 'lost') });
      expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', reason: 'answerLost', updateId: 'pos-1' });
    },
  );

  test.each(codes.filter((code) => code !== 5))(
    'an accepted ticket action has an unknown outcome after gRPC status %i',
    async (code) => {
      const answers = { ...running, updateWorkflowExecution: accepted };
      const error = await failureOf('redeem', { answers, otherwise: () => grpcError(code, 'lost') });
      expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', reason: 'answerLost', updateId: 'pos-1' });
    },
  );

  test('an accepted ticket action is not repeated when its run no longer exists', async () => {
    const answers = { ...running, updateWorkflowExecution: accepted };
    const error = await failureOf('redeem', { answers, otherwise: () => grpcError(5, 'workflow not found') });
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', reason: 'workflowEnded', updateId: 'pos-1' });
  });

  const applicationFailure = (type: string, message = 'as the worker says') => ({
    message,
    applicationFailureInfo: { type, nonRetryable: true },
  });
  test.each([
    [
      'a refusal',
      applicationFailure('ALREADY_REDEEMED'),
      { code: 'TICKET_ACTION_REFUSED', reason: 'ALREADY_REDEEMED' },
    ],
    [
      'a workflow that ended during the action',
      applicationFailure('AcceptedUpdateCompletedWorkflow'),
      { code: 'OUTCOME_UNKNOWN', reason: 'workflowEnded' },
    ],
    ['a worker that did not process it', applicationFailure('UnprocessedUpdate'), { code: 'WORKER_UNAVAILABLE' }],
    [
      'a worker without a handler for the update',
      applicationFailure('Error', 'No registered handler for update: redeem'),
      { code: 'WORKER_VERSION_MISMATCH', operation: 'redeem' },
    ],
    [
      'a refusal code of a later version',
      applicationFailure('A_NEW_REASON'),
      { code: 'OUTCOME_UNKNOWN', reason: 'unknownFailure', failure: 'A_NEW_REASON: as the worker says' },
    ],
    [
      'a failed activity',
      { message: 'Activity task failed', activityFailureInfo: { activityType: { name: 'a' } } },
      { code: 'OUTCOME_UNKNOWN', reason: 'unknownFailure' },
    ],
    ['a cancellation', { canceledFailureInfo: {} }, { code: 'OUTCOME_UNKNOWN', reason: 'unknownFailure' }],
    ['a timeout', { timeoutFailureInfo: {} }, { code: 'OUTCOME_UNKNOWN', reason: 'unknownFailure' }],
  ])('a ticket action fails with a typed error after %s', async (_what, failure, expected) => {
    const answers = { ...running, updateWorkflowExecution: () => updateFailed(failure) };
    const error = await failureOf('redeem', { answers, otherwise: () => new Error('unexpected call') });
    expect(error).toMatchObject(expected);
  });

  test('a signal that repeatedly finds no run fails with an error that is safe to retry', async () => {
    const error = await failureOf('confirmPayment', { answers: running, otherwise: () => grpcError(5, 'not found') });
    expect(error).toMatchObject({ code: 'TEMPORAL_UNAVAILABLE' });
  });
});

describe('a call about a closed order', () => {
  const ended = { describeWorkflowExecution: () => described('COMPLETED') };

  test.each([
    ['failed', { workflowExecutionFailedEventAttributes: { failure: { message: 'a bug' } } }],
    ['was terminated', { workflowExecutionTerminatedEventAttributes: { reason: 'by an operator' } }],
    ['was cancelled', { workflowExecutionCanceledEventAttributes: {} }],
    ['took too long', { workflowExecutionTimedOutEventAttributes: {} }],
    ['continued', { workflowExecutionContinuedAsNewEventAttributes: { newExecutionRunId: 'run-2' } }],
  ])('fails as unavailable when its result says that the run %s', async (_what, event) => {
    const answers = { ...ended, getWorkflowExecutionHistory: () => closedWith(event) };
    const error = await failureOf('getOrder', { answers, otherwise: () => new Error('unexpected call') });
    expect(error).toMatchObject({ code: 'TEMPORAL_UNAVAILABLE' });
  });

  test.each([
    ['rejects queries of closed workflows', () => ({ queryRejected: { status: 5 } })],
    [
      'never ran a task of it',
      () => {
        throw grpcError(9, 'Workflow execution closed before WorkflowTaskStarted event');
      },
    ],
  ])('fails as ended when the workflow was terminated and Temporal %s', async (_what, queryWorkflow) => {
    const answers = { describeWorkflowExecution: () => described('TERMINATED'), queryWorkflow };
    const error = await failureOf('getOrder', { answers, otherwise: () => new Error('unexpected call') });
    expect(error).toMatchObject({ code: 'ORDER_ENDED', status: undefined, workflowStatus: 'TERMINATED' });
  });
});
