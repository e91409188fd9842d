import { describe, expect, test } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { OrderJourney } from '../../../chaos/orders/order-journey.js';
import { PlanRun } from '../../../chaos/plan/plan-run.js';
import type { Fault } from '../../../chaos/plan/faults.js';
import type { PlanEntry } from '../../../chaos/plan/plan.js';
import { SandboxControl, type ControlAnswer } from '../../../chaos/system/sandbox-control.js';
import type { System } from '../../../chaos/system/system.js';
import { createReport } from '../../../chaos/report.js';

/** A sandbox that refuses faults of one kind, and every change of its clock if `refusesClock` is set. */
class StubSandbox extends SandboxControl {
  constructor(
    private readonly refusedKind: string,
    private readonly refusesClock = false,
  ) {
    super('http://stub');
  }

  override post(path: string, body: object): Promise<ControlAnswer> {
    const isRefused = path === 'clock' ? this.refusesClock : 'kind' in body && body.kind === this.refusedKind;
    return Promise.resolve(isRefused ? { refused: 'no such control' } : { done: {} });
  }

  override orders(): Promise<[]> {
    return Promise.resolve([]);
  }

  override clearFaults(): Promise<void> {
    return Promise.resolve();
  }
}

const works = { kill: () => Promise.resolve(), whenReady: () => Promise.resolve() };
const fails = { ...works, kill: () => Promise.reject(new Error('pgrep: not found')) };
const nothing = () => Promise.reject(new WorkflowNotFoundError('not placed', 'ecticket/1/C1', undefined));
const client = { workflow: { getHandle: () => ({ describe: nothing, signal: nothing }) } };
const processes = { temporal: fails, workers: [works, works], receiver: works, webhook: works };
const system = { ...processes, client } as unknown as System;
/** Issued in ECPay's back office, so that it has no workflow. */
const WITHOUT_WORKFLOW = {
  ref: { merchantId: '1', merchantTradeNo: 'C1' },
  kind: {},
  isPlaced: true,
} as unknown as OrderJourney;
const NOT_READY = 'Temporal does not have the order';

const badMac: Fault = { type: 'sandbox', on: '*', kind: 'badMac', times: 5 };
const http500: Fault = { type: 'sandbox', on: '*', kind: 'http500', times: 5 };
const killTemporal: Fault = { type: 'killTemporal', downMs: 0 };
const killWorker: Fault = { type: 'killWorker', worker: 0, downMs: 0 };
const advanceClock: Fault = { type: 'advanceClock', by: '1 day' };

/** Runs a plan to its end. `printed`: what was printed. */
async function run(faults: readonly Fault[], sandbox: SandboxControl, journeys: readonly OrderJourney[] = []) {
  const printed: string[] = [];
  const plan = faults.map((fault): PlanEntry => ({ ...fault, after: 1, order: 0 }));
  const planRun = new PlanRun(plan, journeys, { system, sandbox, print: (line) => printed.push(line) });
  planRun.orderBegins();
  await planRun.end();
  return { planRun, printed, brokenKinds: planRun.results.brokenKinds() };
}

describe('an entry of the plan that cannot be carried out', () => {
  test('is no fault, and the report counts it', async () => {
    const faults = [badMac, killTemporal, killWorker, http500];
    const { planRun, printed } = await run(faults, new StubSandbox('badMac'));
    expect(planRun.counts).toMatchObject({ faultsInjected: 6, workerKills: 1, serverRestarts: 0 });
    expect(planRun.results.failed.map(({ entry, reason }) => [entry.type, reason])).toEqual([
      ['killTemporal', 'pgrep: not found'],
      ['sandbox', 'the sandbox refused it: no such control'],
    ]);
    expect(printed).toEqual([
      'failed: after 1 orders: killTemporal {"downMs":0}: Error: pgrep: not found',
      expect.stringMatching(/^failed: after 1 orders: sandbox .*badMac.*: Error: the sandbox refused it/),
    ]);
    const counts = { orders: 1, secondsToSettle: 2, unexpectedEnds: 3 };
    const report = createReport({ findings: [], planRun, records: [], ...counts });
    expect(Object.entries(report).slice(-3)).toEqual([
      ['secondsToSettle', 2],
      ['unexpectedEnds', 3],
      ['failedEntries', 2],
    ]);
  });

  test('is one whose order has no workflow', async () => {
    const entries: readonly Fault[] = [
      { type: 'resetOrder', share: 0 },
      { type: 'resetOrder', share: 1 },
    ];
    const { planRun, brokenKinds } = await run(entries, new StubSandbox(''), [WITHOUT_WORKFLOW]);
    expect(planRun.results.failed.map(({ reason }) => reason)).toEqual([NOT_READY, NOT_READY]);
    expect(planRun.counts.faultsInjected).toBe(0);
    // That says nothing about what resets orders.
    expect(brokenKinds).toEqual([]);
  });

  test('is a clock that the sandbox does not change', async () => {
    const sandbox = new StubSandbox('', true);
    const planRun = new PlanRun([{ ...advanceClock, after: 1, order: 0 }], [], { system, sandbox, print: () => 0 });
    planRun.orderBegins();
    await expect(planRun.end()).rejects.toThrow('the sandbox refused it: no such control');
    expect(planRun.results.failed.map(({ entry }) => entry.type)).toEqual(['advanceClock']);
  });
});

describe('what injects a kind of fault is broken', () => {
  test('if none of several entries was carried out', async () => {
    const faults = [killTemporal, killTemporal, badMac, badMac, http500, killWorker];
    expect((await run(faults, new StubSandbox('badMac'))).brokenKinds).toEqual(['killTemporal', 'sandbox badMac']);
  });

  test('if the sandbox refuses every fault, of whichever kind', async () => {
    const faults = [badMac, badMac];
    expect((await run(faults, new StubSandbox('badMac'))).brokenKinds).toEqual(['sandbox', 'sandbox badMac']);
  });

  test('but not if one entry was carried out, or only one was planned', async () => {
    const faults = [killTemporal, badMac, http500];
    expect((await run(faults, new StubSandbox('badMac'))).brokenKinds).toEqual([]);
    expect((await run([badMac, http500, http500], new StubSandbox('badMac'))).brokenKinds).toEqual([]);
  });
});
