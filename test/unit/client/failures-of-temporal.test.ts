/** Whatever Temporal, its SDK, a codec or an interceptor fails with: the caller gets an error of this package. */
import { describe, expect, test } from '@jest/globals';
import { NamespaceNotFoundError, ValueError } from '@temporalio/common';
import { ECTicketClient } from '../../../client/index.js';
import { UnknownCodecKeyError } from '../../../codec/index.js';
import { MerchantRegistry, STAGE_MERCHANTS, type OrderRef } from '../../../ecticket/index.js';
import { ECTicketError } from '../../../ecticket/errors/ecticket-error.js';
import { paperOrder } from '../../support/orders.js';
import { accepted, closedWith, described, grpcError, stubTemporal, updateFailed } from '../../support/stub-temporal.js';
import type { StubServer } from '../../support/stub-temporal.js';

const ref: OrderRef = { merchantId: '3085676', merchantTradeNo: 'Stub1' };
const one = { tickets: { count: 1 } };
const chan = { by: 'Chan', why: 'as the customer asks' };
const merchants = new MerchantRegistry(STAGE_MERCHANTS);

function clientOn(server: StubServer): ECTicketClient {
  return new ECTicketClient({ client: stubTemporal(server), merchants, environment: 'sandbox' });
}

type Method = Exclude<keyof ECTicketClient, 'constructor'>;

const CALLS: Readonly<Record<Method, (client: ECTicketClient) => unknown>> = {
  placeOrder: (client) => client.placeOrder({ order: paperOrder('Stub1') }),
  confirmPayment: (client) => client.confirmPayment(ref, { reference: 'R1' }),
  redeem: (client) => client.redeem(ref, one, { updateId: 'till-1' }),
  cancelRedemption: (client) => client.cancelRedemption(ref, { ...one, reason: 'by mistake' }),
  refund: (client) => client.refund(ref, one),
  cancelRefund: (client) => client.cancelRefund(ref, { ...one, reason: 'by mistake' }),
  resubmit: (client) => client.resubmit(ref, { ...chan, order: paperOrder('Stub1') }),
  abandon: (client) => client.abandon(ref, chan),
  cancelOrder: (client) => client.cancelOrder(ref, chan),
  adoptOrder: (client) => client.adoptOrder(ref),
  findRef: (client) => client.findRef({ merchantId: '3085676', tradeNo: 'Stub1' }),
  getOrder: (client) => client.getOrder(ref),
  waitForStatus: (client) => client.waitForStatus(ref, 'active', { timeoutMs: 1 }),
  listOrders: async (client) => {
    for await (const _order of client.listOrders());
  },
};
const METHODS = Object.keys(CALLS) as Method[];

/** How the call failed; undefined where it did not. */
async function failureOf(method: Method, server: StubServer): Promise<unknown> {
  try {
    await CALLS[method](clientOn(server));
    return undefined;
  } catch (error) {
    return error;
  }
}

test('every method is looked at', () => {
  const methods = Object.getOwnPropertyNames(ECTicketClient.prototype).filter((name) => name !== 'constructor');
  expect(METHODS.sort()).toEqual(methods.sort());
});

const codes = Array.from({ length: 16 }, (_, index) => index + 1);
const FAILURES: readonly [string, () => unknown][] = [
  ...codes.map((code): [string, () => unknown] => [`gRPC status ${code}`, () => grpcError(code, 'as the server says')]),
  ['no such namespace', () => new NamespaceNotFoundError('nowhere')],
  ['a codec key that is lacking', () => new UnknownCodecKeyError('k1')],
  ['a value without a form in JSON', () => new ValueError('Unable to convert 王珊珊 to payload')],
  ['a bug of an interceptor', () => new TypeError('王珊珊 is not a function')],
  ['something that is no error', () => '王珊珊'],
];
const SITUATIONS: readonly [string, StubServer['answers']][] = [
  ['whatever is asked', {}],
  ['but a description of a running order', { describeWorkflowExecution: () => described('RUNNING') }],
  ['but a description of an ended order', { describeWorkflowExecution: () => described('COMPLETED') }],
  ['but a description of a terminated order', { describeWorkflowExecution: () => described('TERMINATED') }],
  ['but the acceptance of updates', { updateWorkflowExecution: accepted }],
];

describe.each(SITUATIONS)('every call fails, %s', (_situation, answers = {}) => {
  test.each(FAILURES)('with %s', async (_failure, otherwise) => {
    const failures = await Promise.all(METHODS.map((method) => failureOf(method, { answers, otherwise })));
    const foreign = failures.filter((error) => error !== undefined && !(error instanceof ECTicketError));
    expect(foreign).toEqual([]);
    expect(failures.map((error) => (error instanceof Error ? error.message : '')).join()).not.toContain('王珊珊');
  });
});

describe('what a reader is told', () => {
  test.each([
    [1, 'TEMPORAL_UNAVAILABLE'],
    [2, 'TEMPORAL_UNAVAILABLE'],
    [3, 'TEMPORAL_REFUSED'],
    [4, 'TEMPORAL_UNAVAILABLE'],
    [5, 'ORDER_NOT_FOUND'],
    [6, 'TEMPORAL_REFUSED'],
    [7, 'TEMPORAL_REFUSED'],
    [8, 'TEMPORAL_UNAVAILABLE'],
    [9, 'TEMPORAL_REFUSED'],
    [10, 'TEMPORAL_UNAVAILABLE'],
    [11, 'TEMPORAL_UNAVAILABLE'],
    [12, 'TEMPORAL_REFUSED'],
    [13, 'TEMPORAL_UNAVAILABLE'],
    [14, 'TEMPORAL_UNAVAILABLE'],
    [15, 'TEMPORAL_UNAVAILABLE'],
    [16, 'TEMPORAL_REFUSED'],
  ])('gRPC status %i is %s', async (code, told) => {
    const error = await failureOf('getOrder', { otherwise: () => grpcError(code, 'as the server says') });
    expect(error).toMatchObject({ code: told });
  });

  test.each([
    ['no such namespace', () => new NamespaceNotFoundError('nowhere'), 'namespaceNotFound'],
    ['no permission', () => grpcError(7, 'Request unauthorized.'), 'notPermitted'],
    ['no valid key', () => grpcError(16, 'invalid key'), 'notAuthenticated'],
    ['no Temporal server', () => grpcError(12, 'unknown service'), 'notSupported'],
    ['an argument that is too large', () => grpcError(3, 'Blob data size exceeds limit.'), 'request'],
  ])('%s, with what to do', async (_what, otherwise, reason) => {
    const failures = await Promise.all(METHODS.map((method) => failureOf(method, { otherwise })));
    for (const error of failures) expect(error).toMatchObject({ code: 'TEMPORAL_REFUSED', reason });
  });

  test('a search attribute that the namespace lacks', async () => {
    const details = 'Namespace default has no mapping defined for search attribute ECTicketStatus';
    const error = await failureOf('placeOrder', { otherwise: () => grpcError(3, details) });
    expect(error).toMatchObject({ code: 'SEARCH_ATTRIBUTES_MISSING', details });
  });

  test('a codec key that is lacking, by the codec itself', async () => {
    const error = await failureOf('getOrder', { otherwise: () => new UnknownCodecKeyError('k1') });
    expect(error).toMatchObject({ code: 'PAYLOAD_UNREADABLE', cause: { code: 'UNKNOWN_CODEC_KEY' } });
  });
});

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
    ['a refusal', application('ALREADY_REDEEMED'), { code: 'COUNTER_REFUSED', reason: 'ALREADY_REDEEMED' }],
    [
      'a workflow that ended while it acted',
      application('AcceptedUpdateCompletedWorkflow'),
      { code: 'OUTCOME_UNKNOWN', reason: 'workflowEnded' },
    ],
    ['a worker that passed it over', application('UnprocessedUpdate'), { code: 'WORKER_UNAVAILABLE' }],
    [
      'a worker that does not know it',
      application('Error', 'No registered handler for update: redeem'),
      { code: 'WORKER_FAILED', asked: 'redeem' },
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

test('arguments that cannot be are refused in words of this package', async () => {
  const client = clientOn({ otherwise: () => grpcError(5, 'not found') }) as unknown as Record<
    Method,
    (...parts: unknown[]) => Promise<unknown>
  >;
  for (const method of METHODS.filter((name) => name !== 'listOrders')) {
    for (const parts of [
      [],
      [null],
      [ref],
      [ref, null],
      [ref, null, null],
      [5, 5, 5],
      [ref, 'active', { signal: 1 }],
    ]) {
      const error = await client[method](...parts).catch((failure: unknown) => failure);
      const isOurs = error === undefined || error instanceof ECTicketError;
      expect([method, parts, isOurs || error]).toEqual([method, parts, true]);
    }
  }
});
