/** One run of an order: its state, the handlers that change it, and what is shown and told of it. */
import {
  allHandlersFinished,
  condition,
  currentUpdateInfo,
  setCurrentDetails,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import type { OrderRef } from '../ecticket/order.js';
import type { AnsweredUpdate } from './messages/ticket-actions.js';
import type { OrderSnapshot, TicketOrderInput } from './messages/workflow.js';
import { orderDetails } from './visibility/current-details.js';
import { snapshotOf } from './visibility/snapshot.js';
import { nextReminderAt } from './state/reminder-schedule.js';
import type { InputOf, OrderInput } from './state/inputs.js';
import { measureBeginning, measureChange } from './visibility/metrics.js';
import { adopted, placed } from './state/initial-state.js';
import { hasEnded, hasPendingReconciliation } from './state/stage.js';
import { apply } from './state/transitions.js';
import type { OrderState } from './state/order-state.js';
import { publishSearchAttributes } from './visibility/search-attributes.js';
import { awaitsRefundConfirmation } from './state/refunds.js';
import { DEFAULT_TIMING, type OrderTiming } from './messages/timing.js';

/** What happens when a wait has taken long enough, as the Web UI calls it; at no time where `at` (ms since the epoch) is not there. */
export interface Alarm {
  readonly what: string;
  readonly at: number | undefined;
}

/** The workflow's argument. `carried`: the state of the previous run, set by continue-as-new only. */
export type RunInput = TicketOrderInput & { readonly carried?: OrderState };

export class OrderRun {
  readonly timing: OrderTiming;
  /** When ECPay was last asked about the tickets (ms); 0 in a run that has not asked. */
  lastQueriedAt = 0;
  /** Tickets on which an accepted update acts, or waits to, by TicketNo. */
  readonly inUse = new Set<string>();
  /** Consecutive failures to read ECPay's record. */
  failedReads = 0;
  #state: OrderState;
  /** What ends the lifecycle's wait, while it waits. */
  #waitCondition: (() => boolean) | undefined;
  /** When a line was last written into the memo (ms). */
  #recordedAt = 0;

  constructor(input: RunInput) {
    this.timing = { ...DEFAULT_TIMING, ...input.timing };
    this.#state = input.carried ?? firstState(input);
    if (input.carried === undefined) measureBeginning(this.#state);
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
      this.#state.pendingEvents.length === 0 &&
      this.#state.emittedRecord === undefined &&
      !hasPendingReconciliation(this.#state) &&
      !awaitsRefundConfirmation(this.#state) &&
      allHandlersFinished()
    );
  }

  apply(input: OrderInput): void {
    const [before, now] = [this.#state, Date.now()];
    this.#state = apply(before, input, now);
    measureChange(before, this.#state, now);
    this.updateCurrentDetails();
  }

  /** What the update being handled was answered, for later runs: Temporal itself knows the updates of one run only. */
  remember(request: string, outcome: AnsweredUpdate['outcome']): void {
    const updateId = currentUpdateInfo()?.id;
    if (updateId === undefined) return;
    this.apply({ type: 'updateAnswered', answered: { updateId, request, at: Date.now(), outcome } });
  }

  /** A signal that the lifecycle does not go on with still leaves a command. */
  receive(signal: InputOf<'paymentConfirmed' | 'callbackReceived'>): void {
    this.apply(signal);
    if (this.#waitCondition?.() !== true) this.preventEmptyTask();
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
  updateCurrentDetails(): void {
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
    this.#waitCondition = due;
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
      this.#waitCondition = undefined;
    }
  }
}

function firstState(input: TicketOrderInput): OrderState {
  const now = Date.now();
  return 'adopt' in input ? adopted(input, now) : placed(input, now);
}
