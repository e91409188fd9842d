/** One run of an order: its state, the handlers that change it, and what is shown and told of it. */
import { allHandlersFinished, condition, setHandler, workflowInfo } from '@temporalio/workflow';
import type { OrderRef } from '../ecticket/order.js';
import { serveCounter } from './counter.js';
import { serveDecisions } from './decisions.js';
import { callbackReceived, orderQuery, paymentConfirmed } from './messages.js';
import type { OrderSnapshot, TicketOrderInput } from './messages.js';
import { snapshotOf } from './order-snapshot.js';
import type { OrderInput } from './order-input.js';
import { adopted, placed } from './order-beginning.js';
import { apply, hasEnded, needsLook, type OrderState } from './order-state.js';
import { readCallback, readPayment } from './read-signals.js';
import { publishSearchAttributes } from './search-attributes.js';
import { awaitsBank } from './refunded-money.js';
import { Sideline } from './sideline.js';
import { tellMerchant } from './tell-merchant.js';
import { watchRefunds } from './watch-refunds.js';
import { DEFAULT_TIMING, type OrderTiming } from './timing.js';

export class OrderRun {
  readonly timing: OrderTiming;
  readonly ref: OrderRef;
  #state: OrderState;
  readonly #sidelines: readonly Sideline[];

  /** Sets every handler, so that none misses a message that came before the run's first step. */
  constructor(input: TicketOrderInput) {
    this.timing = { ...DEFAULT_TIMING, ...input.timing };
    this.#state = input.carried ?? firstState(input);
    this.ref = this.#state.ref;
    setHandler(paymentConfirmed, (said) => {
      this.apply({ type: 'paymentConfirmed', ...readPayment(said) });
    });
    setHandler(callbackReceived, (said) => {
      this.apply({ type: 'callbackReceived', callback: readCallback(said, Date.now()) });
    });
    setHandler(orderQuery, () => this.snapshot());
    serveCounter(this);
    serveDecisions(this);
    this.#sidelines = [tellMerchant, watchRefunds].map((work) => new Sideline(() => work(this)));
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
    this.#state = apply(this.#state, input, Date.now());
  }

  snapshot(): OrderSnapshot {
    return snapshotOf(this.#state);
  }

  /** Makes the search attributes true where the order comes to rest. */
  publish(): void {
    publishSearchAttributes(this.#state, this.timing);
  }

  /**
   * Waits until `predicate` holds (true) or the moment `at` (ms since the epoch) has come (false). A history that has
   * grown long ends the wait too, so that the order can continue as new however long it waits; that counts as true.
   */
  async until(predicate: () => boolean, at?: number): Promise<boolean> {
    const due = () => predicate() || workflowInfo().continueAsNewSuggested;
    if (at === undefined) {
      await condition(due);
      return true;
    }
    return await condition(due, Math.max(at - Date.now(), 1));
  }

  /** Leaves nothing in flight; events that are not acknowledged yet stay in the state. */
  async settleDown(): Promise<void> {
    for (const sideline of this.#sidelines) await sideline.stop();
    await condition(allHandlersFinished);
  }
}

function firstState(input: TicketOrderInput): OrderState {
  const now = Date.now();
  return 'adopt' in input ? adopted(input, now) : placed(input.order, input.payment, now);
}
