/** Carries out the faults of a plan, each when it is called. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderJourney } from '../orders/order-journey.js';
import type { OrderView } from '../../sandbox/index.js';
import type { SandboxControl } from '../system/sandbox-control.js';
import type { System } from '../system/system.js';
import { NotReadyError } from '../system/not-ready-error.js';
import { waitUntilReady } from '../system/wait-until-ready.js';
import { lacksItsCorrection, resetOrder, retryWaitingActivities, terminateAndAdopt } from './operator.js';
import { ISSUE_ENDPOINTS, type Fault, type OrderFault } from './faults.js';
import { replayCallbacks } from './replay-callbacks.js';

/** ECPay holds back its answer to Issue for longer than a kill takes. */
const SLOW_ISSUE_MS = 20_000;
/** ECPay repeats a callback four times, ten minutes apart. The first message arrives after that, then the repeats. */
const CALLBACK_DELAY_MS = 2 * 60 * 60_000;
const DELAYED_ARRIVE_AFTER = '3 hours';
/** More callbacks than an order has. */
const EVERY_CALLBACK = 1000;
/** How long a throttling waits for a caller. */
const THROTTLE_TIMEOUT_MS = 20_000;
const POLL_INTERVAL_MS = 200;
/** A request to ECPay ends within this time. */
const ADOPTION_PAUSE_MS = 10_000;

export class FaultInjector {
  readonly counts = { workerKills: 0, serverRestarts: 0, replayedCallbacks: 0, refusedReplays: 0 };
  /** Orders whose workflow an operator has reset or terminated. */
  readonly operated = new Set<OrderJourney>();
  /** Orders whose correction a reset has undone. */
  readonly lackCorrection = new Set<OrderJourney>();
  #lastThrottling: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: { readonly system: System; readonly sandbox: SandboxControl }) {}

  /**
   * Carries out a fault. Resolves when it is over.
   *
   * @param journey The order that the fault concerns; undefined if it concerns all.
   * @throws Error if the fault could not be carried out.
   */
  async inject(fault: Fault, journey: OrderJourney | undefined): Promise<void> {
    const { system, sandbox } = this.parts;
    const { workers, receiver, webhook, temporal, temporalProxy, webhookProxy } = system;
    switch (fault.type) {
      case 'killWorker':
        await this.#killWorker(fault.worker, fault.downMs);
        return;
      case 'restartWorker':
        await workers[fault.worker].restart();
        return;
      case 'suspendWorker':
        await workers[fault.worker].suspend(fault.ms);
        return;
      case 'killReceiver':
        await receiver.kill(fault.downMs);
        return;
      case 'killWebhook':
        await webhook.kill(fault.downMs);
        return;
      case 'killTemporal':
        await temporal.kill(fault.downMs);
        this.counts.serverRestarts += 1;
        return;
      case 'restartReceiver':
        await receiver.restart();
        return;
      case 'cutTemporal':
        await temporalProxy.cut(fault.ms);
        return;
      case 'cutWebhook':
        await webhookProxy.cut(fault.ms);
        return;
      case 'loseTemporalAnswers':
        await temporalProxy.loseAnswers(fault.ms);
        return;
      case 'loseWebhookAnswers':
        await webhookProxy.loseAnswers(fault.ms);
        return;
      case 'halveTemporal':
        await temporalProxy.halve(fault.ms);
        return;
      case 'halveWebhook':
        await webhookProxy.halve(fault.ms);
        return;
      case 'delayTemporal':
        await temporalProxy.delay(fault.delayMs, fault.ms);
        return;
      case 'delayWebhook':
        await webhookProxy.delay(fault.delayMs, fault.ms);
        return;
      case 'sandbox':
        await this.#addFault(fault);
        return;
      case 'throttle':
        await this.#inTurn(() => this.#throttle(fault));
        return;
      case 'advanceClock':
        await sandbox.advanceClock(fault.by);
        return;
      default:
        if (journey === undefined) throw new Error('the run has no such order');
        await this.#concern(journey, fault);
    }
  }

  async #concern(journey: OrderJourney, fault: OrderFault): Promise<void> {
    const { system, sandbox } = this.parts;
    switch (fault.type) {
      case 'killDuringIssue':
        await this.#killDuringIssue(journey, fault.kind);
        return;
      case 'replayCallbacks': {
        const record = await sandbox.waitForOrder(journey.tradeNo, 'its tickets', hasTickets);
        this.counts.replayedCallbacks += fault.times;
        this.counts.refusedReplays += await replayCallbacks(record, system.addresses.receiver, fault.times);
        return;
      }
      case 'delayCallbacks':
        await this.#delayCallbacks(journey);
        return;
      case 'resetOrder':
        await waitUntilReady(journey.tradeNo, 'a workflow', () => journey.isPlaced || undefined);
        await this.#reset(journey, fault.share);
        if (journey.kind.destiny !== 'corrected' || !(await lacksItsCorrection(system, journey.ref))) return;
        this.lackCorrection.add(journey);
        await terminateAndAdopt(system, journey.ref, ADOPTION_PAUSE_MS);
        return;
      case 'terminateOrder':
        await sandbox.waitForOrder(journey.tradeNo, 'its tickets', hasTickets);
        this.operated.add(journey);
        await terminateAndAdopt(system, journey.ref, ADOPTION_PAUSE_MS);
        return;
    }
  }

  /** ECPay has acted on Issue, and its answer is late or lost: at that moment the workers are killed. */
  async #killDuringIssue({ tradeNo }: OrderJourney, kind: 'slow' | 'resetAfter'): Promise<void> {
    for (const on of ISSUE_ENDPOINTS) await this.#addFault({ on, kind, times: 1, tradeNo, ms: SLOW_ISSUE_MS });
    await this.parts.sandbox.waitForOrder(tradeNo, 'an accepted Issue', ({ issuances }) => issuances > 0);
    await Promise.all([this.#killWorker(0, 0), this.#killWorker(1, 0)]);
  }

  async #delayCallbacks({ tradeNo }: OrderJourney): Promise<void> {
    const { sandbox, system } = this.parts;
    const fault = { on: 'callbacks', kind: 'delay', times: EVERY_CALLBACK, ms: CALLBACK_DELAY_MS };
    await this.#addFault({ ...fault, tradeNo });
    await sandbox.waitForOrder(tradeNo, 'a delayed callback', (record) =>
      attemptsOf(record).some(({ result }) => result === 'delayed'),
    );
    await system.receiver.whenReady();
    await sandbox.advanceClock(DELAYED_ARRIVE_AFTER);
    const record = await sandbox.order(tradeNo);
    if (record === undefined || !attemptsOf(record).some(({ late, result }) => late === true && result === 'answered'))
      throw new Error('the receiver acknowledged no delayed callback');
  }

  /**
   * A worker sends nothing for half an hour after ECPay throttled it; its successor has no record of the throttling. No
   * fault may be left that would throttle the successor too.
   *
   * @throws NotReadyError if nobody called
   */
  async #throttle({ on, times, ms }: Extract<Fault, { type: 'throttle' }>): Promise<void> {
    const { sandbox, system } = this.parts;
    await this.#addFault({ on, kind: 'http403', times });
    const isTaken = await this.#isTaken(on);
    if (isTaken) await sleep(ms);
    await sandbox.clearFaults('http403');
    if (!isTaken) throw new NotReadyError(`nobody called ${on}`);
    await Promise.all([this.#killWorker(0, 0), this.#killWorker(1, 0)]);
    await retryWaitingActivities(system.client);
  }

  /** Waits until a caller has been throttled here. Returns false if nobody calls. */
  async #isTaken(on: string): Promise<boolean> {
    const deadline = performance.now() + THROTTLE_TIMEOUT_MS;
    while (performance.now() < deadline) {
      const pending = await this.parts.sandbox.pendingFaults();
      const throttling = pending.find((fault) => fault.kind === 'http403' && fault.on === on);
      if (throttling === undefined || throttling.remaining < throttling.times) return true;
      await sleep(POLL_INTERVAL_MS);
    }
    return false;
  }

  /** @throws NotReadyError if nothing was reset; the order then counts as before */
  async #reset(journey: OrderJourney, share: number): Promise<void> {
    const wasOperated = this.operated.has(journey);
    this.operated.add(journey);
    try {
      await resetOrder(this.parts.system.client, journey.ref, share);
    } catch (error) {
      if (error instanceof NotReadyError && !wasOperated) this.operated.delete(journey);
      throw error;
    }
  }

  /** One throttling removes the faults of its kind when it ends. */
  async #inTurn(throttle: () => Promise<void>): Promise<void> {
    const result = this.#lastThrottling.then(throttle);
    this.#lastThrottling = result.catch(() => undefined);
    await result;
  }

  async #killWorker(number: 0 | 1, downMs: number): Promise<void> {
    await this.parts.system.workers[number].kill(downMs);
    this.counts.workerKills += 1;
  }

  async #addFault(fault: {
    readonly on: string;
    readonly kind: string;
    readonly times: number;
    readonly ms?: number;
    readonly tradeNo?: string;
  }): Promise<void> {
    const { on, kind, times, ms, tradeNo } = fault;
    const body = { on, kind, times, ...(ms !== undefined && { ms }), ...(tradeNo !== undefined && { tradeNo }) };
    await this.parts.sandbox.command('faults', body);
  }
}

function attemptsOf({ callbacks }: OrderView) {
  return callbacks.flatMap(({ attempts }) => attempts);
}

function hasTickets({ tickets }: OrderView): boolean {
  return tickets.length > 0;
}
