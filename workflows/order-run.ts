/** One run of an order's workflow: the order's state, its waits, and what Temporal shows of it. */
import {
  allHandlersFinished,
  condition,
  currentUpdateInfo,
  setCurrentDetails,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import type { OrderRef } from '../ecticket/order.js';
import { withUnanswered, type Submission } from './messages/submission.js';
import type { AnsweredUpdate } from './messages/ticket-actions.js';
import { DEFAULT_TIMING, type OrderTiming } from './messages/timing.js';
import type { OrderSnapshot, TicketOrderInput } from './messages/workflow.js';
import { nextReminderAt } from './state/attention.js';
import { adopted, placed } from './state/initial-state.js';
import type { InputOf, OrderInput } from './state/inputs.js';
import type { OrderState } from './state/order-state.js';
import { awaitsRefundConfirmation } from './state/refunds.js';
import { hasEnded, hasPendingReconciliation } from './state/stage.js';
import { apply } from './state/transitions.js';
import { orderDetails } from './visibility/current-details.js';
import { measureChange, measureFirstState } from './visibility/metrics.js';
import { publishSearchAttributes, showsStatus } from './visibility/search-attributes.js';
import { snapshotOf } from './visibility/snapshot.js';

/** When a wait ends without its condition. */
export interface WaitDeadline {
  /** What happens then, as the Web UI shows the timer. */
  readonly summary: string;
  /** Milliseconds since the epoch. `undefined`: the wait has no deadline. */
  readonly at: number | undefined;
}

/** The workflow's argument. */
export type RunInput = TicketOrderInput & {
  /** The state of the previous run. Set by continue-as-new only. */
  readonly carried?: OrderState;
};

/** Holds the state of one run; steps, handlers and background tasks read and change it through this class. */
export class OrderRun {
  readonly timing: OrderTiming;
  /** When this run last queried ECPay about the tickets (ms since the epoch). 0: not yet. */
  lastQueriedAt = 0;
  /** TicketNos that an accepted update acts on or is waiting to act on. */
  readonly inUse = new Set<string>();
  /** Consecutive failures to read ECPay's record. */
  failedReads = 0;
  readonly #timingOverrides: Partial<OrderTiming> | undefined;
  readonly #isAdopted: boolean;
  #state: OrderState;
  /** Whether the server suggested to continue as new when the order last changed or began to wait. */
  #isHistoryLong = false;
  /** The condition of the current {@link waitUntil}, if the lifecycle is waiting. */
  #waitCondition: (() => boolean) | undefined;
  /** When the memo was last written (ms since the epoch). */
  #memoWrittenAt = 0;

  constructor(input: RunInput) {
    this.#timingOverrides = input.timing;
    this.#isAdopted = 'adopt' in input;
    this.timing = { ...DEFAULT_TIMING, ...input.timing };
    this.#state = input.carried ?? firstState(input);
    if (input.carried === undefined) measureFirstState(this.#state);
  }

  get ref(): OrderRef {
    return this.#state.ref;
  }

  get state(): OrderState {
    return this.#state;
  }

  /**
   * Whether an operator has reset this run (`temporal workflow reset`). A reset run does not contain what the original
   * run sent to ECPay after the reset point. It may only become an argument of an activity: the commands that were
   * copied must be the same in both runs.
   */
  get wasReset(): boolean {
    const { runId, originalExecutionRunId } = workflowInfo();
    return runId !== originalExecutionRunId;
  }

  /**
   * What may have been sent to ECPay, also by runs that this one does not contain: the original of a reset run, and the
   * runs before an adoption. As {@link wasReset}, it may only become an argument.
   */
  get priorSubmission(): Submission {
    const { submission } = this.#state;
    return this.wasReset || this.#isAdopted ? withUnanswered(submission) : submission;
  }

  /** The state for the next run, which no longer shows that this one was reset. */
  get stateToCarry(): OrderState {
    const state = this.#state;
    return this.wasReset ? { ...state, submission: this.priorSubmission } : state;
  }

  /**
   * Whether the workflow can return: the order has a final status, no update is in progress, no callback awaits
   * reconciliation, the bank has confirmed every refund, and the merchant has accepted every event.
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

  /** Applies `input` to the state, and updates the metrics and the current details. */
  apply(input: OrderInput): void {
    const [before, now] = [this.#state, Date.now()];
    this.noteHistoryLength();
    this.#state = apply(before, input, now);
    measureChange(before, this.#state, now);
    this.updateCurrentDetails();
  }

  /**
   * Applies a signal. Ensures that the workflow task has a command even if the lifecycle does not react to the signal.
   */
  applySignal(signal: InputOf<'paymentConfirmed' | 'callbackReceived'>): void {
    this.apply(signal);
    if (this.#waitCondition?.() !== true) this.preventEmptyTask();
  }

  /**
   * Keeps the outcome of the update in progress for later runs: Temporal deduplicates update ids within one run only.
   *
   * @param request the key of the update's request ({@link AnsweredUpdate})
   */
  rememberOutcome(request: string, outcome: AnsweredUpdate['outcome']): void {
    const updateId = currentUpdateInfo()?.id;
    if (updateId === undefined) return;
    this.apply({ type: 'updateAnswered', answered: { updateId, request, at: Date.now(), outcome } });
  }

  /**
   * Upserts the memo in a workflow task that may have no other command. A worker without the order in its cache
   * receives such a task merged with the update that follows it, but replays the two separately, and the replay fails
   * (decision 0021, sdk-rust 1146). Costs one event per task, however many signals the task brings.
   */
  preventEmptyTask(): void {
    const now = Date.now();
    if (this.#memoWrittenAt === now) return;
    this.#memoWrittenAt = now;
    upsertMemo({ recordedAt: new Date(now).toISOString() });
  }

  /** Updates what the Web UI shows as the workflow's current details. Adds no event to the history. */
  updateCurrentDetails(): void {
    setCurrentDetails(orderDetails(this.#state, this.timing));
  }

  /**
   * A condition must not read the suggestion itself. The SDK evaluates conditions also after an update that the
   * validator rejects. A replay does not repeat that update, and would evaluate them at another moment (decision 0021).
   * Handlers of accepted updates call this first.
   */
  noteHistoryLength(): void {
    this.#isHistoryLong = workflowInfo().continueAsNewSuggested;
  }

  snapshot(): OrderSnapshot {
    const timing = this.#timingOverrides;
    return { ...snapshotOf(this.#state, this.inUse), ...(timing !== undefined && { timing }) };
  }

  /** Upserts the search attributes that have changed. Steps call this where the order waits, not on every change. */
  publish(): void {
    publishSearchAttributes(this.#state, this.timing);
  }

  /** Whether the search attributes show the order's status. */
  get isStatusPublished(): boolean {
    return showsStatus(this.#state.stage.status);
  }

  /**
   * Waits for `predicate` or the deadline, and reminds the merchant meanwhile if the order needs attention.
   *
   * @returns false at the deadline. True when `predicate` holds, or when the history is long: the caller must then
   *   return, so that the order can continue as new during any wait
   */
  async waitUntil(predicate: () => boolean, deadline?: WaitDeadline): Promise<boolean> {
    this.noteHistoryLength();
    const isDone = () => predicate() || this.#isHistoryLong;
    this.#waitCondition = isDone;
    try {
      for (;;) {
        const reminder = {
          summary: 'Remind the merchant that the order needs attention',
          at: nextReminderAt(this.#state, this.timing),
        };
        const isReminder = (reminder.at ?? Infinity) < (deadline?.at ?? Infinity);
        const { summary, at } = isReminder ? reminder : (deadline ?? reminder);
        if (at === undefined) {
          await condition(isDone);
          return true;
        }
        if (await condition(isDone, Math.max(at - Date.now(), 1), { summary })) return true;
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
