import { describe, expect, test } from '@jest/globals';
import type { FailedEntry } from '../../../chaos/plan/entry-results.js';
import type { Report } from '../../../chaos/report.js';
import { isClean, summarize, type RunNotes } from '../../../chaos/summary.js';

const REPORT: Report = {
  ...{ orders: 6, issued: 5, doubleIssues: 0, lost: 0, wrongFinalStates: 0, eventsMissing: 0, eventsOutOfOrder: 0 },
  ...{ unexplainedAttention: 0, workerKills: 2, serverRestarts: 1, faultsInjected: 12, callbacksSent: 34 },
  ...{ callbacksRefused: 3, secondsToSettle: 4.5, unexpectedEnds: 0, failedEntries: 0 },
};
const CLEAN: RunNotes = { unexpectedEnds: [], results: { failed: [], brokenKinds: () => [] }, isAtRest: true };
const FAILED: FailedEntry = {
  entry: { type: 'killTemporal', downMs: 2000, after: 3, order: 0 },
  reason: 'pgrep: not found\nsecond line',
};

const summaryOf = (changes: Partial<Report>, notes: Partial<RunNotes> = {}) =>
  summarize({ ...REPORT, ...changes }, { ...CLEAN, ...notes }).join('\n');

describe('the summary of a run', () => {
  test('has the counts, and says that no promise was broken', () => {
    expect(summaryOf({})).toBe(
      [
        '',
        'Result:',
        '       6  orders',
        '       5  orders that ECPay issued',
        '      12  faults',
        '       2  kills of a worker',
        '       1  restarts of Temporal',
        '      34  callbacks sent',
        '       3  callbacks not acknowledged',
        '     4.5  seconds until every order was at rest',
        'No promise was broken.',
      ].join('\n'),
    );
  });

  test('names what was broken', () => {
    const summary = summaryOf({ lost: 2, eventsMissing: 1 }, { isAtRest: false });
    expect(summary).toMatch(
      /Promises were broken:\n {7}2 {2}orders that were lost\n {7}1 {2}orders of which the webhook lacks events$/,
    );
    expect(summary).toContain('Not every order was at rest after 4.5 seconds.');
    expect(summary).not.toContain('No promise was broken');
  });

  test('names the processes that ended and the entries that failed, which break no promise', () => {
    const notes = { unexpectedEnds: ['The worker 1 ended by itself, by SIGSEGV.'] };
    const summary = summaryOf({}, { ...notes, results: { failed: [FAILED], brokenKinds: () => [] } });
    expect(summary).toContain('did not stop cleanly: 1\n  The worker 1 ended by itself, by SIGSEGV.');
    expect(summary).toContain(
      'not be carried out: 1\n  after 3 orders: killTemporal {"downMs":2000}: pgrep: not found\n    second line\n',
    );
    expect(summary).toMatch(/\nNo promise was broken\.$/);
  });

  test('names the kinds of faults whose injector is broken', () => {
    const results = { failed: [FAILED, FAILED, FAILED], brokenKinds: () => ['killTemporal'] };
    expect(summaryOf({}, { results })).toContain(
      'None of the entries "killTemporal" could be carried out: their injector is broken.',
    );
  });
});

test('a run is clean if no promise was broken and every injector works', () => {
  const broken = { results: { failed: [FAILED], brokenKinds: () => ['killTemporal'] } };
  const ended = { ...REPORT, unexpectedEnds: 1, failedEntries: 1 };
  expect([isClean(REPORT, CLEAN), isClean(ended, CLEAN)]).toEqual([true, true]);
  expect([isClean({ ...REPORT, lost: 1 }, CLEAN), isClean(REPORT, broken)]).toEqual([false, false]);
});
