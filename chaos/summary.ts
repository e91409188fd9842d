/** The result of a run for a reader. */
import { DEFECTS } from './checks/compared-views.js';
import type { EntryResults } from './plan/entry-results.js';
import { describeEntry } from './plan/plan.js';
import type { Report } from './report.js';

const COUNTS = [
  ['orders', 'orders'],
  ['issued', 'orders that ECPay issued'],
  ['faultsInjected', 'faults'],
  ['workerKills', 'kills of a worker'],
  ['serverRestarts', 'restarts of Temporal'],
  ['callbacksSent', 'callbacks sent'],
  ['callbacksRefused', 'callbacks not acknowledged'],
  ['secondsToSettle', 'seconds until every order was at rest'],
] as const satisfies readonly (readonly [keyof Report, string])[];

const BROKEN_PROMISES: Readonly<Record<(typeof DEFECTS)[number], string>> = {
  doubleIssues: 'orders that ECPay issued more than once',
  lost: 'orders that were lost',
  wrongFinalStates: "orders that differ from ECPay's record",
  eventsMissing: 'orders of which the webhook lacks events',
  eventsOutOfOrder: 'orders whose events arrived out of order, with two contents, or for a change that nobody made',
  unexplainedAttention: 'orders that needed attention for another reason than a fault of the plan',
};

export interface RunNotes {
  /** A sentence per process that ended by itself. */
  readonly unexpectedEnds: readonly string[];
  readonly results: Pick<EntryResults, 'failed' | 'brokenKinds'>;
  readonly isAtRest: boolean;
}

/** Whether no order has a defect, and no injector of faults is broken. The exit status is 0 then. */
export function isClean(report: Report, { results }: Pick<RunNotes, 'results'>): boolean {
  return isUnbroken(report) && results.brokenKinds().length === 0;
}

/** Describes a run: its counts, what went wrong beside the orders, and which promises were broken. */
export function summarize(report: Report, { unexpectedEnds, results, isAtRest }: RunNotes): readonly string[] {
  const { failed } = results;
  return [
    '',
    'Result:',
    ...COUNTS.filter(([name]) => isAtRest || name !== 'secondsToSettle').map(([name, what]) =>
      countOf(report, name, what),
    ),
    ...(isAtRest ? [] : [`  Not every order was at rest after ${report.secondsToSettle} seconds.`]),
    ...listed('Processes that ended by themselves, or did not stop cleanly', unexpectedEnds),
    ...listed(
      'Entries of the plan that could not be carried out',
      failed.map(({ entry, reason }) => `${describeEntry(entry)}: ${reason}`),
    ),
    ...results
      .brokenKinds()
      .map((kind) => `None of the entries "${kind}" could be carried out: their injector is broken.`),
    ...verdictOf(report),
  ];
}

function isUnbroken(report: Report): boolean {
  return DEFECTS.every((defect) => report[defect] === 0);
}

function verdictOf(report: Report): readonly string[] {
  if (isUnbroken(report)) return ['No promise was broken.'];
  const broken = DEFECTS.filter((defect) => report[defect] > 0);
  return ['Promises were broken:', ...broken.map((defect) => countOf(report, defect, BROKEN_PROMISES[defect]))];
}

function countOf(report: Report, name: keyof Report, what: string): string {
  return `  ${String(report[name]).padStart(6)}  ${what}`;
}

/** Nothing if there are none. A text may have several lines. */
function listed(what: string, texts: readonly string[]): readonly string[] {
  if (texts.length === 0) return [];
  return [`${what}: ${texts.length}`, ...texts.map((text) => `  ${text.replaceAll('\n', '\n    ')}`)];
}
