/** Carries out a plan beside the load. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ISSUE_ENDPOINTS, CONCERN_AN_ORDER, describeEntry, type Fault, type PlanEntry } from './plan.js';
import type { Treatment } from '../checks/findings.js';
import type { OrderJourney } from '../orders/order-journey.js';
import type { SandboxControl } from '../system/sandbox-control.js';
import type { System } from '../system/system.js';
import { explainsAttention } from './explains-attention.js';
import {
  lacksItsCorrection,
  letReadRecord,
  resetOrder,
  retryWaitingActivities,
  terminateAndAdopt,
} from './operator.js';
import { replayCallbacks } from './replay-callbacks.js';

/** ECPay holds back its answer to Issue for longer than a kill takes. */
const SLOW_ISSUE_MS = 20_000;
const THROTTLED_FOR_MS = 4000;
/** A request to ECPay ends within this time. */
const ADOPTION_PAUSE_MS = 10_000;
/** ECPay repeats a callback after ten minutes. */
const REPEAT_CALLBACKS_AFTER = '20 minutes';

/** What the plan did, and when. */
export interface LogLine {
  /** Milliseconds since the process started. */
  readonly at: number;
  readonly text: string;
  /** The order that it concerned; undefined if it concerned all. */
  readonly journey: OrderJourney | undefined;
}

export class PlanRun {
  readonly log: LogLine[] = [];
  readonly counts = { workerKills: 0, serverRestarts: 0, faultsInjected: 0, replayedCallbacks: 0, refusedReplays: 0 };
  begunOrders = 0;
  readonly #waiting: PlanEntry[];
  readonly #running = new Set<Promise<void>>();
  readonly #done: PlanEntry[] = [];
  readonly #operated = new Set<OrderJourney>();
  /** Orders whose correction a reset has undone. */
  readonly #lackCorrection = new Set<OrderJourney>();

  constructor(
    plan: readonly PlanEntry[],
    private readonly journeys: readonly OrderJourney[],
    private readonly parts: { readonly system: System; readonly sandbox: SandboxControl },
  ) {
    this.#waiting = [...plan];
  }

  /** Begins the faults whose time has come. */
  orderBegins(): void {
    this.begunOrders += 1;
    for (let next = this.#waiting[0]; next && next.after <= this.begunOrders; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#begin(next);
    }
  }

  /** Resolves when the last fault is over, every process runs, and ECPay has repeated its callbacks. */
  async end(): Promise<void> {
    const { system, sandbox } = this.parts;
    await Promise.all(this.#running);
    await sandbox.clearFaults();
    const { temporal, workers, receiver, webhook } = system;
    for (const process of [temporal, ...workers, receiver, webhook]) await process.whenReady();
    await sandbox.post('clock', { advance: REPEAT_CALLBACKS_AFTER });
    // An adopted order reads ECPay's record once a day, which no run waits for. Its callback may not come again.
    const adopted = this.journeys.filter((each) => each.kind.isFromBackOffice === true || this.#operated.has(each));
    await Promise.all(adopted.map(({ ref }) => letReadRecord(system.client, ref)));
    this.#write('the last fault is over');
  }

  summary(): string {
    const { faultsInjected, workerKills, serverRestarts } = this.counts;
    return `${faultsInjected} faults, ${workerKills} worker kills, ${serverRestarts} restarts of Temporal`;
  }

  treatmentOf(journey: OrderJourney): Treatment {
    return {
      isOperated: this.#operated.has(journey),
      explains: (attention) => explainsAttention(this.#done, attention, this.#lackCorrection.has(journey)),
    };
  }

  /** What happened to everything, or to this order. */
  logOf(journey: OrderJourney): readonly LogLine[] {
    return this.log.filter((line) => line.journey === undefined || line.journey === journey);
  }

  #begin(entry: PlanEntry): void {
    const journey = CONCERN_AN_ORDER.includes(entry.type) ? this.journeys[entry.order] : undefined;
    this.#write(`begins: ${describeEntry(entry)}`, journey);
    const run = this.#carryOut(entry, journey).then(
      () => this.#write(`over: ${describeEntry(entry)}`, journey),
      (error: unknown) => {
        const text = `failed: ${describeEntry(entry)}: ${String(error)}`;
        this.#write(text, journey);
        console.log(text);
      },
    );
    this.#running.add(run);
    void run.then(() => this.#running.delete(run));
    this.#done.push(entry);
    this.counts.faultsInjected += entry.type === 'sandbox' ? entry.times : 1;
  }

  async #carryOut(entry: Fault, journey: OrderJourney | undefined): Promise<void> {
    const { system, sandbox } = this.parts;
    const { workers, receiver, webhook, temporal, temporalProxy, webhookProxy } = system;
    switch (entry.type) {
      case 'killWorker':
        await this.#killWorker(entry.worker, entry.downMs);
        return;
      case 'restartWorker':
        await workers[entry.worker].restart();
        return;
      case 'suspendWorker':
        await workers[entry.worker].suspend(entry.ms);
        return;
      case 'killReceiver':
        await receiver.kill(entry.downMs);
        return;
      case 'killWebhook':
        await webhook.kill(entry.downMs);
        return;
      case 'killTemporal':
        this.counts.serverRestarts += 1;
        await temporal.kill(entry.downMs);
        return;
      case 'restartReceiver':
        await receiver.restart();
        return;
      case 'cutTemporal':
        await temporalProxy.cut(entry.ms);
        return;
      case 'cutWebhook':
        await webhookProxy.cut(entry.ms);
        return;
      case 'loseTemporalAnswers':
        await temporalProxy.loseAnswers(entry.ms);
        return;
      case 'loseWebhookAnswers':
        await webhookProxy.loseAnswers(entry.ms);
        return;
      case 'delayTemporal':
        await temporalProxy.delay(entry.delayMs, entry.ms);
        return;
      case 'delayWebhook':
        await webhookProxy.delay(entry.delayMs, entry.ms);
        return;
      case 'sandbox':
        await this.#inject(entry);
        return;
      case 'throttle':
        await this.#throttle();
        return;
      case 'advanceClock':
        await sandbox.post('clock', { advance: entry.by });
        return;
      default:
        if (journey !== undefined) await this.#concern(journey, entry);
    }
  }

  async #concern(
    journey: OrderJourney,
    entry: Extract<Fault, { type: 'killDuringIssue' | 'replayCallbacks' | 'resetOrder' | 'terminateOrder' }>,
  ): Promise<void> {
    const { system } = this.parts;
    switch (entry.type) {
      case 'killDuringIssue':
        await this.#killDuringIssue(journey, entry.kind);
        return;
      case 'replayCallbacks': {
        const record = await this.parts.sandbox.waitForOrder(journey.tradeNo, ({ tickets }) => tickets.length > 0);
        if (record === undefined) return;
        this.counts.replayedCallbacks += entry.times;
        this.counts.refusedReplays += await replayCallbacks(record, system.addresses.receiver, entry.times);
        return;
      }
      case 'resetOrder':
        this.#operated.add(journey);
        await resetOrder(system.client, journey.ref, entry.share);
        if (journey.kind.destiny !== 'corrected' || !(await lacksItsCorrection(system, journey.ref))) return;
        this.#lackCorrection.add(journey);
        await terminateAndAdopt(system, journey.ref, ADOPTION_PAUSE_MS);
        return;
      case 'terminateOrder': {
        if ((await this.parts.sandbox.waitForOrder(journey.tradeNo, ({ tickets }) => tickets.length > 0)) === undefined)
          return;
        this.#operated.add(journey);
        await terminateAndAdopt(system, journey.ref, ADOPTION_PAUSE_MS);
        return;
      }
    }
  }

  /** ECPay has acted on Issue, and its answer is late or lost: at that moment the workers are killed. */
  async #killDuringIssue(journey: OrderJourney, kind: 'slow' | 'resetAfter'): Promise<void> {
    const { tradeNo } = journey;
    for (const on of ISSUE_ENDPOINTS) await this.#inject({ on, kind, times: 1, tradeNo, ms: SLOW_ISSUE_MS });
    const record = await this.parts.sandbox.waitForOrder(tradeNo, ({ issuances }) => issuances > 0);
    if (record !== undefined) await Promise.all([this.#killWorker(0, 0), this.#killWorker(1, 0)]);
  }

  async #throttle(): Promise<void> {
    await this.#inject({ on: '*', kind: 'http403', times: 1 });
    await sleep(THROTTLED_FOR_MS);
    await this.#endThrottling();
  }

  /**
   * A worker sends nothing for half an hour after ECPay throttled it; its successor has no record of the throttling. No
   * fault may be left that would throttle the successor too.
   */
  async #endThrottling(): Promise<void> {
    await this.parts.sandbox.clearFaults();
    await Promise.all([this.#killWorker(0, 0), this.#killWorker(1, 0)]);
    await retryWaitingActivities(this.parts.system.client);
  }

  async #killWorker(number: 0 | 1, downMs: number): Promise<void> {
    this.counts.workerKills += 1;
    await this.parts.system.workers[number].kill(downMs);
  }

  async #inject(fault: {
    readonly on: string;
    readonly kind: string;
    readonly times: number;
    readonly ms?: number;
    readonly tradeNo?: string;
  }): Promise<void> {
    const { on, kind, times, ms, tradeNo } = fault;
    const body = { on, kind, times, ...(ms !== undefined && { ms }), ...(tradeNo !== undefined && { tradeNo }) };
    const answer = await this.parts.sandbox.post('faults', body);
    if ('refused' in answer) throw new Error(answer.refused);
  }

  #write(text: string, journey?: OrderJourney): void {
    this.log.push({ at: performance.now(), text, journey });
  }
}
