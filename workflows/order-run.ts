/** One run of an order: its state, the handlers that change it, and what is shown and told of it. */
import {
  allHandlersFinished,
  condition,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import type { OrderRef } from '../ecticket/order.js';
import { serveCounter } from './counter.js';
import { serveDecisions } from './decisions.js';
import { callbackReceived, orderQuery, paymentConfirmed } from './messages.js';
import type { OrderSnapshot, TicketOrderInput } from './messages.js';
import { orderDetails } from './order-details.js';
import { snapshotOf } from './order-snapshot.js';
import type { InputOf, OrderInput } from './order-input.js';
import { measureBeginning, measureChange } from './order-metrics.js';
import { adopted, placed } from './order-beginning.js';
import { hasEnded, needsLook } from './order-stage.js';
import { apply, type OrderState } from './order-state.js';
import { readCallback, readPayment } from './read-signals.js';
import { publishSearchAttributes } from './search-attributes.js';
import { awaitsBank } from './refunded-money.js';
import { Sideline } from './sideline.js';
import { tellMerchant } from './tell-merchant.js';
import { watchRefunds } from './watch-refunds.js';
import { DEFAULT_TIMING, type OrderTiming } from './timing.js';

/** What happens when a wait has taken long enough, as the Web UI calls it; at no time where `at` (ms since the epoch) is not there. */
export interface Alarm {
  readonly what: string;
  readonly at: number | undefined;
}

export class OrderRun {
  readonly timing: OrderTiming;
  /** When ECPay last answered what became of the tickets (ms); 0 in a run that has not asked. */
  lookedAt = 0;
  /** How often in a row it gave no answer to who had heard of the order. */
  looksInVain = 0;
  #state: OrderState;
  readonly #sidelines: readonly Sideline[];
  /** What ends the story's wait, while it waits. */
  #isMoved: (() => boolean) | undefined;

  /** Sets every handler, so that none misses a message that came before the run's first step. */
  constructor(input: TicketOrderInput) {
    this.timing = { ...DEFAULT_TIMING, ...input.timing };
    this.#state = input.carried ?? firstState(input);
    if (input.carried === undefined) measureBeginning(this.#state);
    setHandler(paymentConfirmed, (said) => {
      this.#hear({ type: 'paymentConfirmed', ...readPayment(said) });
    });
    setHandler(callbackReceived, (said) => {
      this.#hear({ type: 'callbackReceived', callback: readCallback(said, Date.now()) });
    });
    setHandler(orderQuery, () => this.snapshot());
    serveCounter(this);
    serveDecisions(this);
    this.#show();
    this.#sidelines = [tellMerchant, watchRefunds].map((work) => new Sideline(() => work(this)));
  }

  get ref(): OrderRef {
    return this.#state.ref;
  }

  get state(): OrderState {
    return this.#state;
  }

  /**
   * The order has ended, nobody is being served, nothing was heard since, the bank has confirmed what is to go back, and
   * the merchant has acknowledged all that happened to it.
   */
  isOver(): boolean {
    return (
      hasEnded(this.#state) &&
      this.#state.outbox.length === 0 &&
      !needsLook(this.#state) &&
      !awaitsBank(this.#state) &&
      allHandlersFinished()
    );
  }

  apply(input: OrderInput): void {
    const [before, now] = [this.#state, Date.now()];
    this.#state = apply(before, input, now);
    measureChange(before, this.#state, now);
    this.#show();
  }

  /** News that the story does not go on with leaves a record all the same. */
  #hear(news: InputOf<'paymentConfirmed' | 'callbackReceived'>): void {
    this.apply(news);
    if (this.#isMoved?.() !== true) this.record();
  }

  /**
   * For a workflow task that may have no other command: to a worker that does not remember the order, the SDK hands such a
   * task together with the update that comes next, and later replays hand them apart (TMPRL1100, sdk-rust 1146).
   */
  record(): void {
    upsertMemo({ recordedAt: new Date(Date.now()).toISOString() });
  }

  /** What the Web UI shows of the order; costs no event. */
  #show(): void {
    setCurrentDetails(orderDetails(this.#state, this.timing));
  }

  snapshot(): OrderSnapshot {
    return snapshotOf(this.#state);
  }

  /** Makes the search attributes true where the order comes to rest. */
  publish(): void {
    publishSearchAttributes(this.#state, this.timing);
  }

  /**
   * Waits until `predicate` holds (true) or the alarm's moment has come (false). A history that has grown long ends the
   * wait too, so that the order can continue as new however long it waits; that counts as true.
   */
  async until(predicate: () => boolean, alarm?: Alarm): Promise<boolean> {
    const due = () => predicate() || workflowInfo().continueAsNewSuggested;
    this.#isMoved = due;
    try {
      if (alarm?.at !== undefined)
        return await condition(due, Math.max(alarm.at - Date.now(), 1), { summary: alarm.what });
      await condition(due);
      return true;
    } finally {
      this.#isMoved = undefined;
    }
  }

  /** Leaves nothing in flight; events that are not acknowledged yet stay in the state. */
  async settleDown(): Promise<void> {
    for (const sideline of this.#sidelines) await sideline.stop();
    await condition(allHandlersFinished);
  }
}

function firstState(input: TicketOrderInput): OrderState {
  const now = Date.now();
  return 'adopt' in input ? adopted(input, now) : placed(input, now);
}
