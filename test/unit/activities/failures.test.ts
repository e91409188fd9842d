import { describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/activity';
import * as ecticket from '../../../ecticket/index.js';
import { CONFIGURATION, pending, toTemporalFailure } from '../../../activities/failures.js';

const NOW = Date.UTC(2026, 10, 22);
const violation = { path: 'items', rule: 'required', message: 'm', mend: 'm' };

/** Every error that `ecticket/` can throw, and what becomes of it at the first and at the sixth attempt. */
const table: [ecticket.ECTicketError, string, string][] = [
  [new ecticket.CannotConnectError('127.0.0.1', 'ECONNREFUSED'), 'in 2 s', 'in 64 s'],
  [new ecticket.TimedOutError('Issue', 'response', 'ETIMEDOUT'), 'in 2 s', 'in 64 s'],
  [new ecticket.ServerError('Issue', 500), 'in 2 s', 'in 64 s'],
  [new ecticket.NotAnECPayReplyError('Issue', 'notJson'), 'in 2 s', 'in 64 s'],
  [new ecticket.MerchantLookupError('3085676', 'TypeError'), 'in 2 s', 'in 64 s'],
  [new ecticket.ThrottledError('Issue', '3085676', 403, NOW + 1_800_000), 'in 1800 s', 'in 1800 s'],
  [new ecticket.ThrottledError('Issue', '3085676', 403, NOW - 5), 'in 1 s', 'in 1 s'],
  [new ecticket.SealBrokenError('checksumDiffers'), 'in 2 s', 'reported'],
  [new ecticket.EnvelopeRefusedError('Issue', 0, 'no'), 'in 2 s', 'reported'],
  [new ecticket.BusinessRefusalError('Issue', 10200047, '商品已下架'), 'final', 'final'],
  [new ecticket.InvalidOrderError([violation]), 'final', 'final'],
  [new ecticket.InvalidRequestError('WriteOff', [violation]), 'final', 'final'],
  [new ecticket.UnknownMerchantError('1'), 'in 2 s', 'reported'],
  [new ecticket.InvalidMerchantsError(['m']), 'in 2 s', 'reported'],
  [new ecticket.InvalidKeyPairError(['m']), 'in 2 s', 'reported'],
  [new ecticket.InvalidBaseUrlError(), 'in 2 s', 'reported'],
  [new ecticket.UnsealableValueError(), 'final', 'final'],
];

function fate(failure: unknown): string {
  if (!(failure instanceof ApplicationFailure)) return 'passed on';
  if (failure.nonRetryable === true) return failure.details?.[0] === CONFIGURATION ? 'reported' : 'final';
  return `in ${Number(failure.nextRetryDelay) / 1000} s`;
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
    const seal = new ecticket.SealBrokenError('checksumDiffers');
    expect(fate(toTemporalFailure(seal, { failures: 60, isReported: true }, NOW))).toBe('in 300 s');
    expect(fate(toTemporalFailure(seal, { failures: 60, isReported: true, longestDelay: 5000 }, NOW))).toBe('in 5 s');
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
