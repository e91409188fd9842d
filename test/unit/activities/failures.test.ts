import { describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/activity';
import * as ecticket from '../../../ecticket/index.js';
import { CONFIGURATION, pending, toTemporalFailure } from '../../../activities/failures.js';

const NOW = Date.UTC(2026, 10, 22);
const violation = { path: 'items', rule: 'required', message: 'm', fix: 'm' };

/** Every error that `ecticket/` can throw, and what becomes of it at the first and at the sixth attempt. */
const table: [ecticket.ECTicketError, string, string][] = [
  [new ecticket.CannotConnectError('127.0.0.1', 'ECONNREFUSED'), 'in 2 s or a tenth more', 'in 64 s or a tenth more'],
  [new ecticket.TimedOutError('Issue', 'response', 'ETIMEDOUT'), 'in 2 s or a tenth more', 'in 64 s or a tenth more'],
  [new ecticket.ServerError('Issue', 500), 'in 2 s or a tenth more', 'in 64 s or a tenth more'],
  [new ecticket.NotAnECPayReplyError('Issue', 'notJson'), 'in 2 s or a tenth more', 'in 64 s or a tenth more'],
  [new ecticket.MerchantLookupError('3085676', 'TypeError'), 'in 2 s or a tenth more', 'in 64 s or a tenth more'],
  [
    new ecticket.ThrottledError('Issue', '3085676', 403, NOW + 1_800_000),
    'in 1800 s or a tenth more',
    'in 1800 s or a tenth more',
  ],
  [new ecticket.ThrottledError('Issue', '3085676', 403, NOW - 5), 'in 1 s or a tenth more', 'in 1 s or a tenth more'],
  [new ecticket.DataRejectedError('checksumDiffers'), 'in 2 s or a tenth more', 'reported'],
  [new ecticket.EnvelopeRefusedError('Issue', 0, 'no'), 'in 2 s or a tenth more', 'reported'],
  [new ecticket.BusinessRefusalError('Issue', 10200047, '商品已下架'), 'final', 'final'],
  [new ecticket.InvalidOrderError([violation]), 'final', 'final'],
  [new ecticket.InvalidRequestError('WriteOff', [violation]), 'final', 'final'],
  [new ecticket.UnknownMerchantError('1'), 'in 2 s or a tenth more', 'reported'],
  [new ecticket.InvalidMerchantsError(['m']), 'in 2 s or a tenth more', 'reported'],
  [new ecticket.InvalidKeyPairError(['m']), 'in 2 s or a tenth more', 'reported'],
  [new ecticket.InvalidBaseUrlError(), 'in 2 s or a tenth more', 'reported'],
  [new ecticket.UnencodableValueError(), 'final', 'final'],
];

function fate(failure: unknown): string {
  if (!(failure instanceof ApplicationFailure)) return 'passed on';
  if (failure.nonRetryable === true) return failure.details?.[0] === CONFIGURATION ? 'reported' : 'final';
  const seconds = Number(failure.nextRetryDelay) / 1000;
  const base = [1, 2, 5, 64, 300, 1800].find((each) => seconds >= each && seconds <= each * 1.1);
  return `in ${base ?? seconds} s or a tenth more`;
}

describe('what becomes of an error', () => {
  test.each(table.map((row) => [row[0].name, ...row] as const))('%s', (_name, error, atFirst, atTheSixth) => {
    const failure = toTemporalFailure(error, { failures: 1 }, NOW);
    expect(fate(failure)).toBe(atFirst);
    expect(fate(toTemporalFailure(error, { failures: 6 }, NOW))).toBe(atTheSixth);
    expect(failure).toMatchObject({ type: error.code, message: error.message });
  });

  test('every error of the library has its row', () => {
    const classes = Object.values(ecticket).filter(
      (each) => typeof each === 'function' && each.prototype instanceof ecticket.ECTicketError,
    );
    const seen = new Set(table.map(([error]) => error.constructor));
    expect(classes.filter((each) => !seen.has(each as never))).toEqual([]);
  });

  test('a fault that the workflow knows of is retried for as long as it takes, at most five minutes apart', () => {
    const seal = new ecticket.DataRejectedError('checksumDiffers');
    expect(fate(toTemporalFailure(seal, { failures: 60, retryConfigurationFailures: true }, NOW))).toBe(
      'in 300 s or a tenth more',
    );
    expect(fate(toTemporalFailure(seal, { failures: 60, retryConfigurationFailures: true, maxDelay: 5000 }, NOW))).toBe(
      'in 5 s or a tenth more',
    );
  });

  test('orders that are throttled together do not return together', () => {
    const throttled = new ecticket.ThrottledError('Issue', '3085676', 403, NOW + 1_800_000);
    const failures = Array.from(
      { length: 20 },
      () => toTemporalFailure(throttled, { failures: 1 }, NOW) as ApplicationFailure,
    );
    expect(new Set(failures.map(({ nextRetryDelay }) => Number(nextRetryDelay))).size).toBeGreaterThan(15);
  });

  test('an error that is not ours passes as it is', () => {
    const bug = new TypeError('x is not a function');
    expect(toTemporalFailure(bug, { failures: 1 }, NOW)).toBe(bug);
  });

  test('a result that may be asked for at once is not left to the server’s own delay', () => {
    expect(pending('no tickets yet', 0)).toMatchObject({ nextRetryDelay: 100 });
  });

  test('a pending result is no fault', () => {
    expect(pending('no tickets yet', 60_000)).toMatchObject({
      category: 'BENIGN',
      nextRetryDelay: 60_000,
      nonRetryable: false,
    });
  });
});
