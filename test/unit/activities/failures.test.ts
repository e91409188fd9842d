import { describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/activity';
import * as ecticket from '../../../ecticket/index.js';
import { CONFIGURATION, pending, toTemporalFailure } from '../../../activities/failures.js';

const NOW = Date.UTC(2026, 10, 22);
const violation = { path: 'items', rule: 'required', message: 'm', fix: 'm' };

/** Every error that `ecticket/` can throw, and how it is retried after the first and after the sixth failure. */
const table: [ecticket.ECTicketError, string, string][] = [
  [new ecticket.CannotConnectError('127.0.0.1', 'ECONNREFUSED'), 'in 2 s + jitter', 'in 64 s + jitter'],
  [new ecticket.TimedOutError('Issue', 'response', 'ETIMEDOUT'), 'in 2 s + jitter', 'in 64 s + jitter'],
  [new ecticket.ServerError('Issue', 500), 'in 2 s + jitter', 'in 64 s + jitter'],
  [new ecticket.NotAnECPayReplyError('Issue', 'notJson'), 'in 2 s + jitter', 'in 64 s + jitter'],
  [new ecticket.MerchantLookupError('3085676', 'TypeError'), 'in 2 s + jitter', 'in 64 s + jitter'],
  [new ecticket.ThrottledError('Issue', '3085676', 403, NOW + 1_800_000), 'in 1800 s + jitter', 'in 1800 s + jitter'],
  [new ecticket.ThrottledError('Issue', '3085676', 403, NOW - 5), 'in 1 s + jitter', 'in 1 s + jitter'],
  [new ecticket.DataRejectedError('checksumDiffers'), 'in 2 s + jitter', 'configuration'],
  [new ecticket.EnvelopeRefusedError('Issue', 0, 'no'), 'in 2 s + jitter', 'configuration'],
  [new ecticket.BusinessRefusalError('Issue', 10200047, '商品已下架'), 'final', 'final'],
  [new ecticket.InvalidOrderError([violation]), 'final', 'final'],
  [new ecticket.InvalidRequestError('WriteOff', [violation]), 'final', 'final'],
  [new ecticket.UnknownMerchantError('1'), 'in 2 s + jitter', 'configuration'],
  [new ecticket.InvalidMerchantsError(['m']), 'in 2 s + jitter', 'configuration'],
  [new ecticket.InvalidKeyPairError(['m']), 'in 2 s + jitter', 'configuration'],
  [new ecticket.InvalidBaseUrlError(), 'in 2 s + jitter', 'configuration'],
  [new ecticket.UnencodableValueError(), 'final', 'final'],
];

function outcomeOf(failure: unknown): string {
  if (!(failure instanceof ApplicationFailure)) return 'unchanged';
  if (failure.nonRetryable === true) return failure.details?.[0] === CONFIGURATION ? 'configuration' : 'final';
  const seconds = Number(failure.nextRetryDelay) / 1000;
  const base = [1, 2, 5, 64, 300, 1800].find((each) => seconds >= each && seconds <= each * 1.1);
  return `in ${base ?? seconds} s + jitter`;
}

describe('how an error is retried', () => {
  test.each(table.map((row) => [row[0].name, ...row] as const))('%s', (_name, error, first, sixth) => {
    const failure = toTemporalFailure(error, { failures: 1 }, NOW);
    expect(outcomeOf(failure)).toBe(first);
    expect(outcomeOf(toTemporalFailure(error, { failures: 6 }, NOW))).toBe(sixth);
    expect(failure).toMatchObject({ type: error.code, message: error.message });
  });

  test('the table covers every error of the library', () => {
    const classes = Object.values(ecticket).filter(
      (each) => typeof each === 'function' && each.prototype instanceof ecticket.ECTicketError,
    );
    const seen = new Set(table.map(([error]) => error.constructor));
    expect(classes.filter((each) => !seen.has(each as never))).toEqual([]);
  });

  test('a configuration failure is retried without a limit if the order already needs attention', () => {
    const failure = new ecticket.DataRejectedError('checksumDiffers');
    expect(outcomeOf(toTemporalFailure(failure, { failures: 60, retryConfigurationFailures: true }, NOW))).toBe(
      'in 300 s + jitter',
    );
    expect(
      outcomeOf(toTemporalFailure(failure, { failures: 60, retryConfigurationFailures: true, maxDelay: 5000 }, NOW)),
    ).toBe('in 5 s + jitter');
  });

  test('orders that are throttled together do not retry together', () => {
    const throttled = new ecticket.ThrottledError('Issue', '3085676', 403, NOW + 1_800_000);
    const failures = Array.from(
      { length: 20 },
      () => toTemporalFailure(throttled, { failures: 1 }, NOW) as ApplicationFailure,
    );
    expect(new Set(failures.map(({ nextRetryDelay }) => Number(nextRetryDelay))).size).toBeGreaterThan(15);
  });

  test('an error of another library is unchanged', () => {
    const bug = new TypeError('x is not a function');
    expect(toTemporalFailure(bug, { failures: 1 }, NOW)).toBe(bug);
  });

  test('a pending result without a delay does not fall back to the server’s delay', () => {
    expect(pending('no tickets yet', 0)).toMatchObject({ nextRetryDelay: 100 });
  });

  test('a pending result is a benign, retryable failure', () => {
    expect(pending('no tickets yet', 60_000)).toMatchObject({
      category: 'BENIGN',
      nextRetryDelay: 60_000,
      nonRetryable: false,
    });
  });
});
