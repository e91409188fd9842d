import type { OrderView } from '../sandbox/index.js';
import type { CheckedOrder } from './checks/checked-orders.js';
import { DEFECTS, type Finding } from './checks/compared-views.js';
import type { PlanRun } from './plan/plan-run.js';

/** Numbers of orders with a defect, and of what happened to them. */
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
    | 'secondsToSettle',
    number
  >
>;

interface ReportInput {
  readonly findings: readonly CheckedOrder[];
  readonly planRun: PlanRun;
  readonly records: readonly OrderView[];
  readonly orders: number;
  readonly secondsToSettle: number;
}

export function createReport({ findings, planRun, records, orders, secondsToSettle }: ReportInput): Report {
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
    callbacksSent: attempts.filter(({ result }) => result !== 'dropped').length + replayedCallbacks,
    callbacksRefused: attempts.filter(({ result }) => result === 'notAnswered').length + refusedReplays,
    secondsToSettle,
  };
}

/** Whether nothing is wrong with any order. */
export function isClean(report: Report): boolean {
  return DEFECTS.every((defect) => report[defect] === 0);
}
