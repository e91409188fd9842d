/** Every failure of Temporal, its SDK, a codec or an interceptor reaches the caller as an error of this package. */
import { describe, expect, test } from '@jest/globals';
import { NamespaceNotFoundError, ValueError } from '@temporalio/common';
import { ECTicketClient } from '../../../client/index.js';
import { UnknownCodecKeyError } from '../../../codec/index.js';
import { ECTicketError } from '../../../ecticket/errors/ecticket-error.js';
import { clientOn, ECPAY_METHODS, failureOf, METHODS, ref, type Method } from '../../support/client-calls.js';
import { accepted, described, grpcError, type StubServer } from '../../support/stub-temporal.js';

test('these tests cover every method of the client', () => {
  const names: string[] = [];
  for (let prototype: object = ECTicketClient.prototype; prototype !== Object.prototype;) {
    names.push(...Object.getOwnPropertyNames(prototype));
    prototype = Object.getPrototypeOf(prototype) as object;
  }
  const methods = names.filter((name) => name !== 'constructor');
  expect([...METHODS, ...ECPAY_METHODS].sort()).toEqual(methods.sort());
});

const codes = Array.from({ length: 16 }, (_, index) => index + 1);
const FAILURES: readonly [string, () => unknown][] = [
  ...codes.map((code): [string, () => unknown] => [`gRPC status ${code}`, () => grpcError(code, 'as the server says')]),
  ['an unknown namespace', () => new NamespaceNotFoundError('nowhere')],
  ['a missing codec key', () => new UnknownCodecKeyError('k1')],
  ['a value without JSON', () => new ValueError('Unable to convert 王珊珊 to payload')],
  ['a bug in an interceptor', () => new TypeError('王珊珊 is not a function')],
  ['a thrown string', () => '王珊珊'],
];
const SITUATIONS: readonly [string, StubServer['answers']][] = [
  ['every call', {}],
  ['every call except the description of a running order', { describeWorkflowExecution: () => described('RUNNING') }],
  [
    'every call except the description of a completed order',
    { describeWorkflowExecution: () => described('COMPLETED') },
  ],
  [
    'every call except the description of a terminated order',
    { describeWorkflowExecution: () => described('TERMINATED') },
  ],
  ['every call except the acceptance of updates', { updateWorkflowExecution: accepted }],
];

describe.each(SITUATIONS)('when %s fails', (_situation, answers = {}) => {
  test.each(FAILURES)(
    'every method throws only typed errors without personal data: %s',
    async (_failure, otherwise) => {
      const failures = await Promise.all(METHODS.map((method) => failureOf(method, { answers, otherwise })));
      const foreign = failures.filter((error) => error !== undefined && !(error instanceof ECTicketError));
      expect(foreign).toEqual([]);
      expect(failures.map((error) => (error instanceof Error ? error.message : '')).join()).not.toContain('王珊珊');
    },
  );
});

describe('the error', () => {
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
  ])('for gRPC status %i has the code %s', async (code, expectedCode) => {
    const error = await failureOf('getOrder', { otherwise: () => grpcError(code, 'as the server says') });
    expect(error).toMatchObject({ code: expectedCode });
  });

  test.each([
    ['an unknown namespace', () => new NamespaceNotFoundError('nowhere'), 'namespaceNotFound'],
    ['a missing permission', () => grpcError(7, 'Request unauthorized.'), 'notPermitted'],
    ['an invalid API key', () => grpcError(16, 'invalid key'), 'notAuthenticated'],
    ['a server that is not Temporal', () => grpcError(12, 'unknown service'), 'notSupported'],
    ['an argument that is too large', () => grpcError(3, 'Blob data size exceeds limit.'), 'request'],
  ])('for %s says how to fix it', async (_what, otherwise, reason) => {
    const failures = await Promise.all(METHODS.map((method) => failureOf(method, { otherwise })));
    for (const error of failures) expect(error).toMatchObject({ code: 'TEMPORAL_REFUSED', reason });
  });

  test('for a missing search attribute names it', async () => {
    const details = 'Namespace default has no mapping defined for search attribute ECTicketStatus';
    const error = await failureOf('placeOrder', { otherwise: () => grpcError(3, details) });
    expect(error).toMatchObject({ code: 'SEARCH_ATTRIBUTES_MISSING', details });
  });

  test('for a query that misspells one quotes the server', async () => {
    const details = 'invalid query: Namespace default has no mapping defined for search attribute ECTicketMerchant';
    const error = await failureOf('getOrder', { otherwise: () => grpcError(3, details) });
    expect(error).toMatchObject({ code: 'TEMPORAL_REFUSED', message: expect.stringContaining('ECTicketMerchant') });
  });

  test('for a missing codec key has the error of the codec as its cause', async () => {
    const error = await failureOf('getOrder', { otherwise: () => new UnknownCodecKeyError('k1') });
    expect(error).toMatchObject({ code: 'PAYLOAD_UNREADABLE', cause: { code: 'UNKNOWN_CODEC_KEY' } });
  });
});

test('invalid arguments throw typed errors', async () => {
  const client = clientOn({ otherwise: () => grpcError(5, 'not found') }) as unknown as Record<
    Method,
    (...args: unknown[]) => Promise<unknown>
  >;
  for (const method of METHODS.filter((name) => name !== 'listOrders')) {
    for (const args of [[], [null], [ref], [ref, null], [ref, null, null], [5, 5, 5], [ref, 'active', { signal: 1 }]]) {
      const error = await client[method](...args).catch((failure: unknown) => failure);
      const isTyped = error === undefined || error instanceof ECTicketError;
      expect([method, args, isTyped || error]).toEqual([method, args, true]);
    }
  }
});
