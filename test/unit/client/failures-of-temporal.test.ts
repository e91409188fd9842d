/** Whatever Temporal, its SDK, a codec or an interceptor fails with: the caller gets an error of this package. */
import { describe, expect, test } from '@jest/globals';
import { NamespaceNotFoundError, ValueError } from '@temporalio/common';
import { ECTicketClient } from '../../../client/index.js';
import { UnknownCodecKeyError } from '../../../codec/index.js';
import { ECTicketError } from '../../../ecticket/errors/ecticket-error.js';
import { clientOn, ECPAY_METHODS, failureOf, METHODS, ref, type Method } from '../../support/client-calls.js';
import { accepted, described, grpcError, type StubServer } from '../../support/stub-temporal.js';

test('every method is looked at', () => {
  const names: string[] = [];
  for (let each: object = ECTicketClient.prototype; each !== Object.prototype;) {
    names.push(...Object.getOwnPropertyNames(each));
    each = Object.getPrototypeOf(each) as object;
  }
  const methods = names.filter((name) => name !== 'constructor');
  expect([...METHODS, ...ECPAY_METHODS].sort()).toEqual(methods.sort());
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
