/** Runs a plan beside the load. */
import type { Treatment } from '../checks/findings.js';
import { workflowIdOf } from '../../client/index.js';
import type { CallbackView, OrderView } from '../../sandbox/index.js';
import type { OrderJourney } from '../orders/order-journey.js';
import type { PendingFault, SandboxControl } from '../system/sandbox-control.js';
import type { System } from '../system/system.js';
import { EntryResults } from './entry-results.js';
import { explainsAttention } from './explains-attention.js';
import { FaultInjector } from './fault-injector.js';
import { makeReadRecord, retryWaitingActivities, type WaitingActivity } from './operator.js';
import { concernsAnOrder } from './faults.js';
import { describeEntry, type PlanEntry } from './plan.js';

/**
 * ECPay repeats a callback after ten minutes. One that is delayed, or a late issuance, takes up to two hours. The bank
 * confirms a refund on the next day.
 */
const EVERYTHING_ARRIVES_AFTER = '1 day';

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
  readonly results = new EntryResults();
  begunOrders = 0;
  readonly #waiting: PlanEntry[];
  readonly #running = new Set<Promise<void>>();
  readonly #begun: PlanEntry[] = [];
  readonly #injector: FaultInjector;
  #unusedFaults = 0;
  #waitingAtTheEnd: readonly WaitingActivity[] = [];

  constructor(
    plan: readonly PlanEntry[],
    private readonly journeys: readonly OrderJourney[],
    private readonly parts: {
      readonly system: System;
      readonly sandbox: SandboxControl;
      /** Prints that an entry could not be carried out. */
      readonly print: (line: string) => void;
    },
  ) {
    this.#waiting = [...plan];
    this.#injector = new FaultInjector(parts);
  }

  /**
   * What was done so far. An entry counts when it is over, and never if it could not be carried out. At the end, faults
   * of the sandbox that never happened are taken off.
   */
  get counts(): FaultInjector['counts'] & { readonly faultsInjected: number } {
    return { ...this.#injector.counts, faultsInjected: this.results.faultsInjected - this.#unusedFaults };
  }

  /** Begins the faults whose time has come. */
  orderBegins(): void {
    this.begunOrders += 1;
    for (let next = this.#waiting[0]; next && next.after <= this.begunOrders; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#begin(next);
    }
  }

  /**
   * Resolves when the last fault is over, every process runs, ECPay has issued what is late, and every order has
   * received its changes: by callbacks, or by the operator if all messages of a callback were lost. The operator has let
   * calls and deliveries start that would otherwise wait for minutes.
   */
  async end(): Promise<void> {
    const { system, sandbox } = this.parts;
    await Promise.all(this.#running);
    this.#unusedFaults = sum(await sandbox.pendingFaults());
    await sandbox.clearFaults();
    const { temporal, workers, receiver, webhook } = system;
    for (const process of [temporal, ...workers, receiver, webhook]) await process.whenReady();
    await sandbox.advanceClock(EVERYTHING_ARRIVES_AFTER);
    // One that was on its way when the clock was advanced may have failed since.
    if ((await sandbox.orders()).some(hasOpenCallback)) await sandbox.advanceClock(EVERYTHING_ARRIVES_AFTER);
    // Their callbacks will not come. Many orders read ECPay's record once a day, which no run waits for.
    const unreported = new Set((await sandbox.orders()).filter(hasLostCallback).map(({ tradeNo }) => tradeNo));
    const journeys = this.journeys.filter(({ tradeNo }) => unreported.has(tradeNo));
    await Promise.all(journeys.map(({ ref }) => makeReadRecord(system, ref)));
    this.#waitingAtTheEnd = await retryWaitingActivities(system.client);
    this.#write('the last fault is over');
  }

  summary(): string {
    const { faultsInjected, workerKills, serverRestarts } = this.counts;
    return `${faultsInjected} faults, ${workerKills} worker kills, ${serverRestarts} restarts of Temporal`;
  }

  treatmentOf(journey: OrderJourney): Treatment {
    const { operated, lackCorrection } = this.#injector;
    return {
      isOperated: operated.has(journey),
      deliveryWaitMs: this.#deliveryWaitOf(journey),
      explains: (attention) => explainsAttention(this.#begun, attention, lackCorrection.has(journey)),
    };
  }

  #deliveryWaitOf({ ref }: OrderJourney): number {
    const deliveries = this.#waitingAtTheEnd.filter(
      ({ workflowId, activity }) => activity === 'deliverEvents' && workflowId === workflowIdOf(ref),
    );
    return Math.max(0, ...deliveries.map(({ waitMs }) => waitMs));
  }

  /** What happened to everything, or to this order. */
  logOf(journey: OrderJourney): readonly LogLine[] {
    return this.log.filter((line) => line.journey === undefined || line.journey === journey);
  }

  #begin(entry: PlanEntry): void {
    const journey = concernsAnOrder(entry) ? this.journeys[entry.order] : undefined;
    this.#write(`begins: ${describeEntry(entry)}`, journey);
    this.#begun.push(entry);
    const run = this.#carryOut(entry, journey);
    this.#running.add(run);
    void run.then(() => this.#running.delete(run));
  }

  async #carryOut(entry: PlanEntry, journey: OrderJourney | undefined): Promise<void> {
    try {
      await this.#injector.inject(entry, journey);
      this.results.addCarriedOut(entry);
      this.#write(`over: ${describeEntry(entry)}`, journey);
    } catch (error) {
      this.results.addFailed(entry, error);
      const text = `failed: ${describeEntry(entry)}: ${String(error)}`;
      this.#write(text, journey);
      this.parts.print(text);
    }
  }

  #write(text: string, journey?: OrderJourney): void {
    this.log.push({ at: performance.now(), text, journey });
  }
}

/** Those of one order were not requested by an entry of their own. */
function sum(pending: readonly PendingFault[]): number {
  return pending.reduce((total, { remaining, tradeNo }) => (tradeNo === undefined ? total + remaining : total), 0);
}

function hasOpenCallback({ callbacks }: OrderView): boolean {
  return callbacks.some(({ state }) => state === 'waiting' || state === 'sending');
}

/** Whether ECPay repeats a callback no more, and no message of it was acknowledged. */
function hasLostCallback({ callbacks }: OrderView): boolean {
  const isAcknowledged = ({ result }: CallbackView['attempts'][number]) => result === 'answered';
  return callbacks.some(({ state, attempts }) => state === 'failed' && !attempts.some(isAcknowledged));
}
