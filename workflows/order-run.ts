/** One run of an order: its state, the handlers that change it, and what is shown and told of it. */
import {
  allHandlersFinished,
  condition,
  currentUpdateInfo,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import type { OrderRef } from '../ecticket/order.js';
import type { AnsweredUpdate } from './counter-messages.js';
import { serveTicketUpdates } from './ticket-updates.js';
import { serveDecisions } from './decisions.js';
import { callbackReceived, orderQuery, paymentConfirmed } from './messages.js';
import type { OrderSnapshot, TicketOrderInput } from './messages.js';
import { orderDetails } from './order-details.js';
import { snapshotOf } from './order-snapshot.js';
import { BackgroundTask } from './background-task.js';
import { nextReminderAt } from './next-reminder.js';
import type { InputOf, OrderInput } from './order-input.js';
import { measureBeginning, measureChange } from './order-metrics.js';
import { adopted, placed } from './order-beginning.js';
import { hasEnded, needsLook } from './order-stage.js';
import { apply, type OrderState } from './order-state.js';
import { readCallback, readPayment } from './read-signals.js';
import { publishSearchAttributes } from './search-attributes.js';
import { awaitsBank } from './refunded-money.js';
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
  /** When ECPay was last asked about the tickets (ms); 0 in a run that has not asked. */
  lookedAt = 0;
  /** Tickets on which an accepted update acts, or waits to, by TicketNo. */
  readonly inUse = new Set<string>();
  /** Consecutive failures to read ECPay's record. */
  failedReads = 0;
  #state: OrderState;
  readonly #tasks: readonly BackgroundTask[];
  /** What ends the lifecycle's wait, while it waits. */
  #isMoved: (() => boolean) | undefined;
  /** When a line was last written into the memo (ms). */
  #recordedAt = 0;

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
    serveTicketUpdates(this);
    serveDecisions(this);
    this.#show();
    this.#tasks = [tellMerchant, watchRefunds].map((work) => new BackgroundTask(() => work(this)));
  }

  get ref(): OrderRef {
    return this.#state.ref;
  }

  get state(): OrderState {
    return this.#state;
  }

  /**
   * An operator has reset this run (`temporal workflow reset`): it does not know what the run before sent to ECPay after
   * the reset point.
   */
  get wasReset(): boolean {
    const { runId, originalExecutionRunId } = workflowInfo();
    return runId !== originalExecutionRunId;
  }

  /**
   * The order has ended, no update is being handled, no callback waits to be looked at, the bank has confirmed what is to go
   * back, and the merchant has taken every event.
   */
  isOver(): boolean {
    return (
      hasEnded(this.#state) &&
      this.#state.outbox.length === 0 &&
      this.#state.told === undefined &&
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

  /** What the update being handled was answered, for later runs: Temporal itself knows the updates of one run only. */
  remember(request: string, outcome: AnsweredUpdate['outcome']): void {
    const updateId = currentUpdateInfo()?.id;
    if (updateId === undefined) return;
    this.apply({ type: 'updateAnswered', answered: { updateId, request, at: Date.now(), outcome } });
  }

  /** A signal that the lifecycle does not go on with still leaves a command. */
  #hear(news: InputOf<'paymentConfirmed' | 'callbackReceived'>): void {
    this.apply(news);
    if (this.#isMoved?.() !== true) this.preventEmptyTask();
  }

  /**
   * Writes a line into the memo in a workflow task that may have no other command. To a worker that does not remember the
   * order, the SDK hands such a task together with the update that comes next, and later replays hand them apart: the order
   * could not be replayed any more (0021, sdk-rust 1146). Costs one event per task, however many signals it brings.
   */
  preventEmptyTask(): void {
    const now = Date.now();
    if (this.#recordedAt === now) return;
    this.#recordedAt = now;
    upsertMemo({ recordedAt: new Date(now).toISOString() });
  }

  /** What the Web UI shows of the order; costs no event. */
  #show(): void {
    setCurrentDetails(orderDetails(this.#state, this.timing));
  }

  snapshot(): OrderSnapshot {
    return snapshotOf(this.#state, this.inUse);
  }

  /** Makes the search attributes true where the order comes to rest. */
  publish(): void {
    publishSearchAttributes(this.#state, this.timing);
  }

  /**
   * Waits until `predicate` holds (true) or the alarm's moment has come (false). A history that has grown long ends the
   * wait too, so that the order can continue as new however long it waits; that counts as true. Meanwhile the merchant is
   * reminded of an order that needs attention.
   */
  async until(predicate: () => boolean, alarm?: Alarm): Promise<boolean> {
    const due = () => predicate() || workflowInfo().continueAsNewSuggested;
    this.#isMoved = due;
    try {
      for (;;) {
        const reminder = {
          what: 'Remind the merchant: attention is needed',
          at: nextReminderAt(this.#state, this.timing),
        };
        const isReminder = (reminder.at ?? Infinity) < (alarm?.at ?? Infinity);
        const { what, at } = isReminder ? reminder : (alarm ?? reminder);
        if (at === undefined) {
          await condition(due);
          return true;
        }
        if (await condition(due, Math.max(at - Date.now(), 1), { summary: what })) return true;
        if (!isReminder) return false;
        this.apply({ type: 'reminderDue' });
      }
    } finally {
      this.#isMoved = undefined;
    }
  }

  /** Resolves when nothing of the background is in flight any more; events that were not taken stay in the state. */
  async stopBackground(): Promise<void> {
    for (const task of this.#tasks) await task.stop();
    await condition(allHandlersFinished);
  }

  startBackground(): void {
    for (const task of this.#tasks) task.start();
  }
}

function firstState(input: TicketOrderInput): OrderState {
  const now = Date.now();
  return 'adopt' in input ? adopted(input, now) : placed(input, now);
}
