import { setTimeout as sleep } from 'node:timers/promises';
import { OrderNotFoundError } from '../../client/index.js';
import type { OrderSnapshot } from '../../index.js';
import type { OrderJourney } from '../orders/order-journey.js';
import { codeOf } from '../orders/persist.js';
import type { PlanRun } from '../plan/plan-run.js';
import type { SandboxControl } from '../system/sandbox-control.js';
import type { System } from '../system/system.js';
import { readReceivedEvents } from '../webhook/received-events.js';
import type { ComparedViews, Finding } from './compared-views.js';
import { findDefects } from './findings.js';

const POLL_INTERVAL_MS = 2000;
/** Attempts to read an order. Each takes as long as the client waits for a worker. */
const MAX_READS = 6;
/** Queries at the same time. */
const MAX_CONCURRENT_READS = 10;

/** An order of which something is wrong, or of which nothing is if `findings` is empty. */
export interface CheckedOrder {
  readonly journey: OrderJourney;
  readonly views: ComparedViews;
  readonly findings: readonly Finding[];
}

/** An order as Temporal has it; undefined if it has none. `unreadable`: the code of the error of a failed read. */
type ReadOrder = { readonly snapshot: OrderSnapshot | undefined } | { readonly unreadable: string };

/** Reads every view of all orders, and compares them. */
export class CheckedOrders {
  constructor(
    private readonly journeys: readonly OrderJourney[],
    private readonly planRun: PlanRun,
    private readonly parts: { readonly system: System; readonly sandbox: SandboxControl },
  ) {}

  /**
   * Waits until nothing is wrong with any order that may pass. Meanwhile an operator attends to the others.
   *
   * @param onWaiting Called with the orders that are not at rest, each time when there are fewer.
   * @returns false if there still is after `timeoutMs`.
   */
  async waitUntilAtRest(timeoutMs: number, onWaiting: (orders: readonly OrderJourney[]) => void): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    let pending = this.journeys;
    for (;;) {
      const checked = await this.#check(pending);
      const unsettled = checked.filter(({ findings }) => findings.some(({ isFinal }) => isFinal !== true));
      if (unsettled.length === 0) return true;
      for (const { journey, views } of unsettled)
        if (views.snapshot !== undefined) await journey.attendLater(views.snapshot);
      const waiting = unsettled.map(({ journey }) => journey);
      if (waiting.length < pending.length) onWaiting(waiting);
      pending = waiting;
      if (performance.now() > deadline) return false;
      await sleep(POLL_INTERVAL_MS);
    }
  }

  async check(): Promise<readonly CheckedOrder[]> {
    return await this.#check(this.journeys);
  }

  async #check(journeys: readonly OrderJourney[]): Promise<readonly CheckedOrder[]> {
    // The snapshots come first: what is read after them is at least as new.
    const snapshots = await this.#readSnapshots(journeys);
    const records = new Map((await this.parts.sandbox.orders()).map((record) => [record.tradeNo, record]));
    const events = await readReceivedEvents(this.parts.system.eventsFile);
    return journeys.map((journey) => {
      const { tradeNo } = journey;
      const views = {
        ...{ snapshot: undefined, ...snapshots.get(journey), record: records.get(tradeNo) },
        events: events.get(tradeNo) ?? [],
      };
      return { journey, views, findings: findDefects(journey, views, this.planRun.treatmentOf(journey)) };
    });
  }

  async #readSnapshots(journeys: readonly OrderJourney[]): Promise<ReadonlyMap<OrderJourney, ReadOrder>> {
    const snapshots = new Map<OrderJourney, ReadOrder>();
    const queue = [...journeys];
    const readFromQueue = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) snapshots.set(next, await this.#read(next));
    };
    await Promise.all(Array.from({ length: MAX_CONCURRENT_READS }, readFromQueue));
    return snapshots;
  }

  async #read({ ref }: OrderJourney): Promise<ReadOrder> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return { snapshot: await this.parts.system.ecticket.getOrder(ref) };
      } catch (error) {
        if (error instanceof OrderNotFoundError) return { snapshot: undefined };
        // A busy machine: a worker may need longer for a query than the client waits.
        if (codeOf(error) !== 'WORKER_UNAVAILABLE' || attempt === MAX_READS) return { unreadable: codeOf(error) };
      }
    }
  }
}

export function isWrong({ findings }: CheckedOrder): boolean {
  return findings.length > 0;
}
