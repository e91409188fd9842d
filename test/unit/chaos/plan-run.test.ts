import { Readable } from 'node:stream';
import { describe, expect, jest, test } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import type { OrderJourney } from '../../../chaos/orders/order-journey.js';
import { PlanRun } from '../../../chaos/plan/plan-run.js';
import type { Fault } from '../../../chaos/plan/faults.js';
import type { PlanEntry } from '../../../chaos/plan/plan.js';
import { SandboxControl, type ControlAnswer, type PendingFault } from '../../../chaos/system/sandbox-control.js';
import type { System } from '../../../chaos/system/system.js';
import { createReport } from '../../../chaos/report.js';
import type { OrderView } from '../../../sandbox/index.js';

/** A sandbox that refuses faults of one kind, and every change of its clock if `refusesClock` is set. */
class StubSandbox extends SandboxControl {
  records: readonly OrderView[] = [];
  pending: readonly PendingFault[] = [];

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

  override orders(): Promise<readonly OrderView[]> {
    return Promise.resolve(this.records);
  }

  override pendingFaults(): Promise<readonly PendingFault[]> {
    return Promise.resolve(this.pending);
  }

  override clearFaults(): Promise<void> {
    return Promise.resolve();
  }
}

const works = { kill: () => Promise.resolve(), whenReady: () => Promise.resolve() };
const fails = { ...works, kill: () => Promise.reject(new Error('pgrep: not found')) };
const nothing = () => Promise.reject(new WorkflowNotFoundError('not placed', 'ecticket/1/C1', undefined));
const noWorkflows = () => Readable.from([]);
const client = { workflow: { getHandle: () => ({ describe: nothing, signal: nothing }), list: noWorkflows } };
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

  test('is a throttling that no caller meets', async () => {
    const throttle: Fault = { type: 'throttle', on: '/api/Ticket/Refund', times: 1, ms: 0 };
    const sandbox = new StubSandbox('');
    sandbox.pending = [{ on: throttle.on, kind: 'http403', remaining: 1, times: 1 }];
    let minutes = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => (minutes += 1) * 60_000);
    const { planRun, brokenKinds } = await run([throttle, throttle], sandbox);
    clock.mockRestore();
    const reason = 'nobody called /api/Ticket/Refund';
    expect(planRun.results.failed.map((entry) => entry.reason)).toEqual([reason, reason]);
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

test('a fault of the sandbox that never happened does not count', async () => {
  const sandbox = new StubSandbox('');
  // The last one belongs to a fault that concerns an order.
  const ofOrder = { on: 'callbacks', kind: 'delay', times: 1000, remaining: 990, tradeNo: 'C1' };
  sandbox.pending = [{ on: '*', kind: 'badMac', times: 5, remaining: 2 }, ofOrder];
  const { planRun } = await run([badMac, killWorker], sandbox);
  expect(planRun.counts.faultsInjected).toBe(4);
});

describe('after the last fault, an order is made to read its record', () => {
  const calls: string[] = [];
  const journeys = ['C1', 'C2', 'C3'].map((tradeNo) => ({
    tradeNo,
    ref: { merchantId: '1', merchantTradeNo: tradeNo },
  }));
  const handles = (workflowId: string) => ({
    signal: () => (workflowId.endsWith('C3') ? nothing() : Promise.resolve(calls.push(`signal ${workflowId}`))),
  });
  const ecticket = {
    adoptOrder: ({ merchantTradeNo }: { merchantTradeNo: string }) =>
      Promise.resolve(calls.push(`adopt ${merchantTradeNo}`)),
  };
  const workflow = { getHandle: handles, list: noWorkflows };
  const parts = { ...processes, client: { workflow }, ecticket } as unknown as System;
  const record = (tradeNo: string, state: string, ...results: readonly string[]) =>
    ({ tradeNo, callbacks: [{ state, attempts: results.map((result) => ({ result })) }] }) as unknown as OrderView;

  test.each([
    [
      'if no message of a callback was acknowledged',
      record('C1', 'failed', 'notAnswered', 'dropped'),
      ['signal ecticket/1/C1'],
    ],
    ['and adopted if it has ended', record('C3', 'failed', 'dropped'), ['adopt C3']],
    ['but not if a late message was acknowledged', record('C2', 'failed', 'delayed', 'answered'), []],
    ['but not if the callback was acknowledged', record('C2', 'answered', 'notAnswered', 'answered'), []],
  ])('%s', async (_, view, expected) => {
    calls.length = 0;
    const sandbox = new StubSandbox('');
    sandbox.records = [view];
    const orders = journeys as unknown as readonly OrderJourney[];
    await new PlanRun([], orders, { system: parts, sandbox, print: () => 0 }).end();
    expect(calls).toEqual(expected);
  });
});

test('after the last fault, what waits for its next attempt starts it, calls and deliveries alike', async () => {
  const states = proto.temporal.api.enums.v1.PendingActivityState;
  const scheduled = { state: states.PENDING_ACTIVITY_STATE_SCHEDULED, attempt: 2 };
  const pendingActivities = [
    {
      ...scheduled,
      activityId: '1',
      activityType: { name: 'pollIssuance' },
      nextAttemptScheduleTime: msToTs(Date.now() + 900_000),
    },
    {
      ...scheduled,
      activityId: '2',
      activityType: { name: 'deliverEvents' },
      nextAttemptScheduleTime: msToTs(Date.now() + 60_000),
    },
    { ...scheduled, activityId: '3', attempt: 1 },
    { ...scheduled, activityId: '4', state: states.PENDING_ACTIVITY_STATE_STARTED },
  ];
  const reset: unknown[] = [];
  const operated = {
    workflow: {
      list: () => Readable.from([{ workflowId: 'ecticket/1/C1', runId: 'R1' }]),
      getHandle: () => ({ describe: () => Promise.resolve({ raw: { pendingActivities } }) }),
    },
    workflowService: { resetActivity: ({ id }: { id: string }) => Promise.resolve(reset.push(id)) },
  };
  const parts = { ...processes, client: operated } as unknown as System;
  const planRun = new PlanRun([], [], { system: parts, sandbox: new StubSandbox(''), print: () => 0 });
  await planRun.end();
  expect(reset).toEqual(['1', '2']);
  expect(Math.ceil(planRun.treatmentOf(WITHOUT_WORKFLOW).deliveryWaitMs / 60_000)).toBe(1);
  const other = { ref: { merchantId: '1', merchantTradeNo: 'C2' } } as unknown as OrderJourney;
  expect(planRun.treatmentOf(other).deliveryWaitMs).toBe(0);
});

test('the clock of ECPay stands while a customer is at the checkout', async () => {
  const events: string[] = [];
  class Clock extends StubSandbox {
    override command(): Promise<void> {
      events.push('advanced');
      return Promise.resolve();
    }
  }
  const sandbox = new Clock('');
  let leave = () => {};
  const first = sandbox.atCheckout(() => new Promise<void>((resolve) => (leave = resolve)));
  const advance = sandbox.advanceClock('1 day');
  const second = sandbox.atCheckout(() => Promise.resolve(events.push('second paid')));
  await new Promise(setImmediate);
  events.push('first paid');
  leave();
  await Promise.all([first, advance, second]);
  expect(events).toEqual(['first paid', 'advanced', 'second paid']);
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
