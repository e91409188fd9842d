import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApplicationFailure } from '@temporalio/common';
import type { OrderRef } from '../../ecticket/order.js';
import {
  TICKET_UPDATES,
  requestKey,
  type TicketActionOutcome,
  type TicketActionRefusal,
  type TicketActionRefusalCode,
  type NamedTickets,
  type RefundRequest,
  type TicketAction,
  type TicketActionRequest,
  type TicketOutcome,
} from '../../workflows/messages/ticket-actions.js';
import type { OrderSnapshot } from '../../workflows/messages/workflow.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { adoptionAfter, adoptionOf } from '../orders/adoption.js';
import { ANSWER_WITHIN, executeUpdate } from '../temporal/execute-update.js';
import { asGiven, selectByCount, isCount, type Count } from './select-by-count.js';
import { TicketActionRefusedError } from '../errors/ticket-action-refused-error.js';
import { OrderEndedError } from '../errors/order-ended-error.js';
import { OrderNotFoundError } from '../errors/order-not-found-error.js';
import { UpdateConflictError } from '../errors/update-conflict-error.js';
import { WorkerUnavailableError } from '../errors/worker-unavailable-error.js';
import { isUnknownOrder } from '../orders/unknown-orders.js';
import type { ClosedExecution, OrderExecutions } from '../temporal/order-executions.js';
import { readOrder } from '../temporal/read-order.js';
import { belongsTo, isTicketActionRefusalCode } from './refusal-codes.js';
import { CHANGED, retryOnChange } from '../temporal/retry-on-change.js';
import { checkUpdateOptions, type UpdateOptions } from './update-options.js';

/**
 * Has an order redeem or refund tickets, or take either back; one that has ended, or was issued elsewhere, is adopted for it.
 *
 * @throws TicketActionRefusedError, UpdateConflictError, OutcomeUnknownError, OrderNotFoundError, OrderEndedError
 */
export async function runTicketAction(
  orders: OrderExecutions,
  ref: OrderRef,
  action: TicketAction,
  request: RefundRequest,
  options: UpdateOptions,
): Promise<TicketActionOutcome> {
  const call = new TicketActionCall(orders, ref, action, request, options);
  try {
    const { tickets } = asGiven(request) as RefundRequest;
    return await (isCount(tickets) ? call.runByCount(tickets) : call.runNamed(tickets));
  } catch (error) {
    const isInactive = error instanceof TicketActionRefusedError && error.reason === 'ORDER_NOT_ACTIVE';
    const workflowId = workflowIdOf(ref);
    throw isInactive && (await isUnknownOrder(orders, workflowId)) ? new OrderNotFoundError(workflowId) : error;
  }
}

/** Somebody else changed the ticket first: whoever asked for any ticket gets another one. */
const TAKEN: readonly TicketActionRefusalCode[] = [
  'ALREADY_REDEEMED',
  'ALREADY_REFUNDED',
  'NOT_REDEEMED',
  'NOT_REFUNDED',
];
/** The order changed between the choice and the update, which has left no trace: chosen anew under the same id. */
const CHOSEN_TOO_LATE: readonly TicketActionRefusalCode[] = [...TAKEN, 'TICKET_IN_USE'];

/** Updates that one call may make: each is made only where the one before lost tickets to somebody else. */
const MOST_UPDATES = 10;
/** Milliseconds for choosing tickets, and between two choices while all that fit are in use. */
const CHOOSES_FOR = 30_000;
const CHOOSES_EVERY = 200;
const CLOSES_WITHIN = 3_000;

class TicketActionCall {
  readonly #workflowId: string;
  readonly #updateId: string;
  /** Once per call is enough: an order that ECPay does not know closes again. */
  #isAdopted = false;

  constructor(
    private readonly orders: OrderExecutions,
    private readonly ref: OrderRef,
    private readonly action: TicketAction,
    private readonly request: RefundRequest,
    private readonly options: UpdateOptions,
  ) {
    checkUpdateOptions(action, options);
    this.#workflowId = workflowIdOf(ref);
    this.#updateId = options.updateId ?? randomUUID();
  }

  runNamed(tickets: NamedTickets): Promise<TicketActionOutcome> {
    return this.#ask(this.#updateId, { ...this.request, tickets });
  }

  /**
   * Chooses tickets and names them in the update, so that neither a retry nor a reset chooses others (0032). Tickets that
   * somebody else was quicker to change are replaced by a further update, whose id follows from the first: a repeated call
   * walks the same chain, and finds what it did before.
   */
  async runByCount({ count, itemNo }: Count): Promise<TicketActionOutcome> {
    const outcomes: TicketOutcome[] = [];
    let lost: readonly TicketOutcome[] = [];
    for (let made = 0; made < MOST_UPDATES; made += 1) {
      const asked = { count: made === 0 ? count : lost.length, ...(itemNo !== undefined && { itemNo }) };
      const updateId = made === 0 ? this.#updateId : `${this.#updateId}#${made + 1}`;
      const outcome = await this.#selectedByCount(updateId, asked, made > 0);
      if (outcome === undefined) break;
      lost = outcome.tickets.filter(isTaken);
      outcomes.push(...outcome.tickets.filter((each) => !isTaken(each)));
      if (lost.length === 0) break;
    }
    return { tickets: [...outcomes, ...lost] };
  }

  /** Undefined where too few are left and `mayBeNone`. */
  async #selectedByCount(updateId: string, asked: Count, mayBeNone: boolean): Promise<TicketActionOutcome | undefined> {
    const recorded = await this.#recordedAtItsEnd(updateId, asked);
    if (recorded !== undefined) return recorded;
    const until = performance.now() + CHOOSES_FOR;
    for (let tries = 0; ; tries += 1) {
      const choice = selectByCount(await this.#snapshot(), this.action, asked, tries > 0);
      const isLate = performance.now() > until;
      if ('refusal' in choice) {
        const isIssued = choice.refusal.code !== 'ORDER_NOT_ACTIVE';
        const before = isIssued ? await this.#answeredBefore(updateId, asked) : undefined;
        if (before !== undefined || mayBeNone) return before;
        throw new TicketActionRefusedError(this.#workflowId, choice.refusal);
      }
      try {
        if (choice.ticketNos.length > 0)
          return await this.#ask(updateId, { ...this.request, tickets: choice, requested: asked });
      } catch (error) {
        const isStale = error instanceof TicketActionRefusedError && CHOSEN_TOO_LATE.includes(error.reason);
        if (!isStale || isLate) throw error;
      }
      if (isLate) throw new TicketActionRefusedError(this.#workflowId, IN_USE);
      await sleep(CHOOSES_EVERY * Math.random());
    }
  }

  /** An order that has ended still tells what its updates did: it need not be adopted for that. */
  async #recordedAtItsEnd(updateId: string, asked: Count): Promise<TicketActionOutcome | undefined> {
    if (this.options.updateId === undefined || this.#isAdopted) return undefined;
    if ((await this.orders.describe(this.#workflowId))?.state !== 'completed') return undefined;
    try {
      return await this.#ask(updateId, this.#nothingChosen(asked), false);
    } catch (error) {
      if (error instanceof OrderEndedError || error instanceof OrderNotFoundError) return undefined;
      throw error;
    }
  }

  /** What this id has done already may be why nothing is left to choose. */
  async #answeredBefore(updateId: string, asked: Count): Promise<TicketActionOutcome | undefined> {
    try {
      return await this.#ask(updateId, this.#nothingChosen(asked));
    } catch (error) {
      if (error instanceof TicketActionRefusedError) return undefined;
      throw error;
    }
  }

  /** Names a ticket that cannot exist: the order answers only what it was asked before. */
  #nothingChosen(asked: Count): TicketActionRequest {
    return { ...this.request, tickets: { ticketNos: ['-'] }, requested: asked };
  }

  /** The order as it is, adopted first where it does not run. One that ECPay does not know is about to close. */
  async #snapshot(): Promise<OrderSnapshot> {
    const begun = performance.now();
    for (;;) {
      const order = await this.#readPatiently(begun);
      const passed = performance.now() - begun;
      const isClosing = order.status === 'abandoned' && order.order === undefined && passed < CLOSES_WITHIN;
      if ((order.adopting !== true && !isClosing) || passed > CHOOSES_FOR) return order;
      await sleep(CHOOSES_EVERY);
    }
  }

  /** A busy worker gets as long to say which tickets there are as it gets for the action itself. */
  async #readPatiently(begun: number): Promise<OrderSnapshot> {
    const { timeoutMs = ANSWER_WITHIN } = this.options;
    for (;;) {
      try {
        return await this.#read();
      } catch (error) {
        const isBusy = error instanceof WorkerUnavailableError && performance.now() - begun < timeoutMs;
        if (!isBusy) throw error;
      }
    }
  }

  async #read(): Promise<OrderSnapshot> {
    return await retryOnChange(async () => {
      const execution = await this.orders.describe(this.#workflowId);
      if (execution?.state === 'running' || (execution !== undefined && this.#isAdopted))
        return await readOrder(this.orders, this.#workflowId, execution);
      const dormant = await adoptionAfter(this.orders, this.ref, 'counter', execution);
      if (dormant === CHANGED) return CHANGED;
      if (dormant.adoption === undefined) throw this.#gone(dormant.execution);
      await this.orders.adopt(dormant.adoption);
      this.#isAdopted = true;
      return CHANGED;
    });
  }

  #gone(execution: ClosedExecution | undefined): Error {
    if (execution === undefined) return new OrderNotFoundError(this.#workflowId);
    return new OrderEndedError(this.#workflowId, execution.end, 'no ticket of it can be acted on.');
  }

  async #ask(updateId: string, request: TicketActionRequest, adopts = true): Promise<TicketActionOutcome> {
    const key = requestKey(this.action, request);
    const { tickets, request: answered } = await executeUpdate(
      this.orders,
      {
        workflowId: this.#workflowId,
        update: TICKET_UPDATES[this.action],
        request,
        refused: (failure: ApplicationFailure) => this.#refusal(failure, key, updateId),
        ...(adopts && { adopt: () => adoptionOf(this.orders, this.ref, 'counter') }),
        consequence: 'no ticket of it can be acted on.',
      },
      { ...this.options, updateId },
    );
    if (answered !== key) throw new UpdateConflictError(this.#workflowId, updateId);
    return { tickets };
  }

  #refusal(failure: ApplicationFailure, key: string, updateId: string): Error | undefined {
    const { type, message, details } = failure;
    if (!isTicketActionRefusalCode(type)) return undefined;
    if (!belongsTo(failure, key)) return new UpdateConflictError(this.#workflowId, updateId);
    const [refusal] = (details ?? []) as [Partial<TicketActionRefusal>?];
    return new TicketActionRefusedError(this.#workflowId, { ...refusal, code: type, words: message });
  }
}

const IN_USE: TicketActionRefusal = {
  code: 'TICKET_IN_USE',
  words: 'Other actions on all tickets that could be meant are under way. Ask again.',
};

function isTaken(outcome: TicketOutcome): boolean {
  return outcome.result === 'refused' && TAKEN.includes(outcome.refusal.code);
}
