import type { CallbackView, OrderView } from '../sandbox/index.js';
import type { CheckedOrder } from './checks/checked-orders.js';
import type { Finding } from './checks/compared-views.js';
import type { PlanRun } from './plan/plan-run.js';

/**
 * Numbers of orders with a defect, and of what happened to them. The names and their sequence are stable: scripts read
 * them. Whether a promise was broken depends on the orders alone, not on `unexpectedEnds` (processes that ended by
 * themselves or did not stop cleanly) and `failedEntries` (entries of the plan that could not be carried out).
 */
export type Report = Readonly<
  Record<
    | 'orders'
    | 'issued'
    | Finding['defect']
    | 'workerKills'
    | 'serverRestarts'
    | 'faultsInjected'
    | 'callbacksSent'
    | 'callbacksRefused'
    | 'secondsToSettle'
    | 'unexpectedEnds'
    | 'failedEntries',
    number
  >
>;

interface ReportInput {
  readonly findings: readonly CheckedOrder[];
  readonly planRun: PlanRun;
  readonly records: readonly OrderView[];
  readonly orders: number;
  readonly secondsToSettle: number;
  readonly unexpectedEnds: number;
}

export function createReport({ findings, planRun, records, orders, ...rest }: ReportInput): Report {
  const count = (defect: Finding['defect']) =>
    findings.filter((order) => order.findings.some((finding) => finding.defect === defect)).length;
  const attempts = records.flatMap(({ callbacks }) => callbacks.flatMap((callback) => callback.attempts));
  const { workerKills, serverRestarts, faultsInjected, replayedCallbacks, refusedReplays } = planRun.counts;
  return {
    orders,
    issued: records.filter(({ issuances }) => issuances > 0).length,
    doubleIssues: count('doubleIssues'),
    lost: count('lost'),
    wrongFinalStates: count('wrongFinalStates'),
    eventsMissing: count('eventsMissing'),
    eventsOutOfOrder: count('eventsOutOfOrder'),
    unexplainedAttention: count('unexplainedAttention'),
    ...{ workerKills, serverRestarts, faultsInjected },
    callbacksSent: attempts.filter(isSent).length + replayedCallbacks,
    callbacksRefused: attempts.filter(({ result }) => result === 'notAnswered').length + refusedReplays,
    secondsToSettle: rest.secondsToSettle,
    unexpectedEnds: rest.unexpectedEnds,
    failedEntries: planRun.results.failed.length,
  };
}

/** A delayed callback counts when it arrives: that is an attempt of its own. */
function isSent({ result }: CallbackView['attempts'][number]): boolean {
  return result !== 'dropped' && result !== 'delayed';
}
