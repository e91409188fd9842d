/** What a caller is told of an order that cannot answer, and of an act whose answer is none of the order's refusals. */
import { describe, expect, test } from '@jest/globals';
import { failureOf } from '../../support/client-calls.js';
import { accepted, closedWith, described, grpcError, updateFailed } from '../../support/stub-temporal.js';

const codes = Array.from({ length: 16 }, (_, index) => index + 1);

describe('of a running order', () => {
  const running = { describeWorkflowExecution: () => described('RUNNING') };
  const FAILED_STATE = 'Unable to perform workflow execution update due to Workflow Task in failed state.';

  test.each([
    [
      'tasks that fail',
      () => grpcError(9, 'Unable to query workflow due to Workflow Task in failed state.'),
      'ORDER_TASKS_FAIL',
    ],
    [
      'no poller',
      () => grpcError(9, 'no poller seen for task queue recently, worker may be down'),
      'WORKER_UNAVAILABLE',
    ],
    [
      'a first task that is not there yet',
      () => grpcError(9, 'Workflow task is not scheduled yet.'),
      'WORKER_UNAVAILABLE',
    ],
    ['no answer in time', () => grpcError(4, 'Deadline exceeded'), 'WORKER_UNAVAILABLE'],
    [
      'a worker of another version',
      () => grpcError(3, 'Workflow did not register a handler for order.'),
      'WORKER_FAILED',
    ],
    ['a run that is gone meanwhile', () => grpcError(5, 'workflow not found'), 'TEMPORAL_UNAVAILABLE'],
    ['any other state', () => grpcError(9, 'as the server says'), 'TEMPORAL_REFUSED'],
  ])('a query that meets %s', async (_what, otherwise, code) => {
    expect(await failureOf('getOrder', { answers: running, otherwise })).toMatchObject({ code });
  });

  test('an act that meets tasks that fail names the id to repeat under', async () => {
    const error = await failureOf('redeem', { answers: running, otherwise: () => grpcError(9, FAILED_STATE) });
    expect(error).toMatchObject({ code: 'ORDER_TASKS_FAIL', updateId: 'till-1' });
    expect((error as Error).message).toContain('updateId "till-1"');
  });

  test.each([1, 2, 4, 8, 10, 13, 14, 15])('an act that fails with gRPC status %i may have been done', async (code) => {
    const error = await failureOf('redeem', { answers: running, otherwise: () => grpcError(code, 'lost') });
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', reason: 'answerLost', updateId: 'till-1' });
  });

  test.each(codes.filter((code) => code !== 5))(
    'an act that was accepted may have been done, whatever comes then: gRPC status %i',
    async (code) => {
      const answers = { ...running, updateWorkflowExecution: accepted };
      const error = await failureOf('redeem', { answers, otherwise: () => grpcError(code, 'lost') });
      expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', reason: 'answerLost', updateId: 'till-1' });
    },
  );

  test('an act that was accepted by a run that is gone is not done a second time', async () => {
    const answers = { ...running, updateWorkflowExecution: accepted };
    const error = await failureOf('redeem', { answers, otherwise: () => grpcError(5, 'workflow not found') });
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', reason: 'workflowEnded', updateId: 'till-1' });
  });

  const application = (type: string, message = 'as the worker says') => ({
    message,
    applicationFailureInfo: { type, nonRetryable: true },
  });
  test.each([
    ['a refusal', application('ALREADY_REDEEMED'), { code: 'TICKET_ACTION_REFUSED', reason: 'ALREADY_REDEEMED' }],
    [
      'a workflow that ended while it acted',
      application('AcceptedUpdateCompletedWorkflow'),
      { code: 'OUTCOME_UNKNOWN', reason: 'workflowEnded' },
    ],
    ['a worker that passed it over', application('UnprocessedUpdate'), { code: 'WORKER_UNAVAILABLE' }],
    [
      'a worker that does not know it',
      application('Error', 'No registered handler for update: redeem'),
      { code: 'WORKER_FAILED', operation: 'redeem' },
    ],
    [
      'a refusal that a later version has',
      application('A_NEW_REASON'),
      { code: 'OUTCOME_UNKNOWN', reason: 'unknownFailure', failure: 'A_NEW_REASON: as the worker says' },
    ],
    [
      'a failed activity',
      { message: 'Activity task failed', activityFailureInfo: { activityType: { name: 'a' } } },
      { code: 'OUTCOME_UNKNOWN', reason: 'unknownFailure' },
    ],
    ['a cancellation', { canceledFailureInfo: {} }, { code: 'OUTCOME_UNKNOWN', reason: 'unknownFailure' }],
    ['a timeout', { timeoutFailureInfo: {} }, { code: 'OUTCOME_UNKNOWN', reason: 'unknownFailure' }],
  ])('an act that is answered with %s', async (_what, failure, told) => {
    const answers = { ...running, updateWorkflowExecution: () => updateFailed(failure) };
    const error = await failureOf('redeem', { answers, otherwise: () => new Error('not asked') });
    expect(error).toMatchObject(told);
  });

  test('a signal that finds no run again and again ends in an error that says to repeat', async () => {
    const error = await failureOf('confirmPayment', { answers: running, otherwise: () => grpcError(5, 'not found') });
    expect(error).toMatchObject({ code: 'TEMPORAL_UNAVAILABLE' });
  });
});

describe('of an order that has ended', () => {
  const ended = { describeWorkflowExecution: () => described('COMPLETED') };

  test.each([
    ['failed', { workflowExecutionFailedEventAttributes: { failure: { message: 'a bug' } } }],
    ['was terminated', { workflowExecutionTerminatedEventAttributes: { reason: 'by a person' } }],
    ['was cancelled', { workflowExecutionCanceledEventAttributes: {} }],
    ['took too long', { workflowExecutionTimedOutEventAttributes: {} }],
    ['continued', { workflowExecutionContinuedAsNewEventAttributes: { newExecutionRunId: 'run-2' } }],
  ])('a result that says that its run %s', async (_what, event) => {
    const answers = { ...ended, getWorkflowExecutionHistory: () => closedWith(event) };
    const error = await failureOf('getOrder', { answers, otherwise: () => new Error('not asked') });
    expect(error).toMatchObject({ code: 'TEMPORAL_UNAVAILABLE' });
  });

  test.each([
    ['rejects queries of closed workflows', () => ({ queryRejected: { status: 5 } })],
    [
      'never began it',
      () => {
        throw grpcError(9, 'Workflow execution closed before WorkflowTaskStarted event');
      },
    ],
  ])('and was terminated, where Temporal %s', async (_what, queryWorkflow) => {
    const answers = { describeWorkflowExecution: () => described('TERMINATED'), queryWorkflow };
    const error = await failureOf('getOrder', { answers, otherwise: () => new Error('not asked') });
    expect(error).toMatchObject({ code: 'ORDER_ENDED', status: undefined, workflowStatus: 'TERMINATED' });
  });
});
