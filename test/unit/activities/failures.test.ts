import { describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/activity';
import * as ecticket from '../../../ecticket/index.js';
import { pending, toTemporalFailure } from '../../../activities/failures.js';

const NOW = Date.UTC(2026, 10, 22);
const violation = { path: 'items', rule: 'required', message: 'm', mend: 'm' };

/** Every error that `ecticket/` can throw, and what becomes of it at the first and at the sixth attempt. */
const table: [ecticket.ECTicketError, string, string][] = [
  [new ecticket.CannotConnectError('127.0.0.1', 'ECONNREFUSED'), 'tried again', 'tried again'],
  [new ecticket.TimedOutError('Issue', 'response', 'ETIMEDOUT'), 'tried again', 'tried again'],
  [new ecticket.ServerError('Issue', 500), 'tried again', 'tried again'],
  [new ecticket.NotAnECPayReplyError('Issue', 'notJson'), 'tried again', 'tried again'],
  [new ecticket.MerchantLookupError('3085676', 'TypeError'), 'tried again', 'tried again'],
  [
    new ecticket.ThrottledError('Issue', '3085676', 403, NOW + 1_800_000),
    'in 1800 s or a tenth more',
    'in 1800 s or a tenth more',
  ],
  [new ecticket.ThrottledError('Issue', '3085676', 403, NOW - 5), 'in 1 s or a tenth more', 'in 1 s or a tenth more'],
  [new ecticket.SealBrokenError('checksumDiffers'), 'tried again', 'final'],
  [new ecticket.EnvelopeRefusedError('Issue', 0, 'no'), 'tried again', 'final'],
  [new ecticket.BusinessRefusalError('Issue', 10200047, '商品已下架'), 'final', 'final'],
  [new ecticket.InvalidOrderError([violation]), 'final', 'final'],
  [new ecticket.InvalidRequestError('WriteOff', [violation]), 'final', 'final'],
  [new ecticket.UnknownMerchantError('1'), 'final', 'final'],
  [new ecticket.InvalidMerchantsError(['m']), 'final', 'final'],
  [new ecticket.InvalidKeyPairError(['m']), 'final', 'final'],
  [new ecticket.InvalidBaseUrlError(), 'final', 'final'],
  [new ecticket.UnsealableValueError(), 'final', 'final'],
];

function fate(failure: unknown): string {
  if (!(failure instanceof ApplicationFailure)) return 'passed on';
  if (failure.nonRetryable === true) return 'final';
  if (failure.nextRetryDelay === undefined) return 'tried again';
  const seconds = Number(failure.nextRetryDelay) / 1000;
  const base = [1, 1800].find((each) => seconds >= each && seconds <= each * 1.1);
  return `in ${base ?? seconds} s or a tenth more`;
}

describe('what becomes of an error', () => {
  test.each(table.map((row) => [row[0].name, ...row] as const))('%s', (_name, error, atFirst, atTheSixth) => {
    const failure = toTemporalFailure(error, 1, NOW);
    expect(fate(failure)).toBe(atFirst);
    expect(fate(toTemporalFailure(error, 6, NOW))).toBe(atTheSixth);
    expect(failure).toMatchObject({ type: error.code, message: error.message });
  });

  test('every error of the library has its row', () => {
    const classes = Object.values(ecticket).filter(
      (each) => typeof each === 'function' && each.prototype instanceof ecticket.ECTicketError,
    );
    const seen = new Set(table.map(([error]) => error.constructor));
    expect(classes.filter((each) => !seen.has(each as never))).toEqual([]);
  });

  test('orders that are throttled together do not return together', () => {
    const throttled = new ecticket.ThrottledError('Issue', '3085676', 403, NOW + 1_800_000);
    const failures = Array.from({ length: 20 }, () => toTemporalFailure(throttled, 1, NOW) as ApplicationFailure);
    expect(new Set(failures.map(({ nextRetryDelay }) => Number(nextRetryDelay))).size).toBeGreaterThan(15);
  });

  test('an error that is not ours passes as it is', () => {
    const bug = new TypeError('x is not a function');
    expect(toTemporalFailure(bug, 1, NOW)).toBe(bug);
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
