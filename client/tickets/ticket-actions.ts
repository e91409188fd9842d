import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRecord } from '../../ecticket/objects.js';
import type { OrderRef } from '../../ecticket/order.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import type {
  NamedTickets,
  RefundRequest,
  TicketAction,
  TicketActionOutcome,
  TicketActionRequest,
  TicketOutcome,
} from '../../workflows/messages/ticket-actions.js';
import type { OrderSnapshot } from '../../workflows/messages/workflow.js';
import { OrderEndedError } from '../errors/order-ended-error.js';
import { OrderNotFoundError } from '../errors/order-not-found-error.js';
import { TicketActionRefusedError } from '../errors/ticket-action-refused-error.js';
import { WorkerUnavailableError } from '../errors/worker-unavailable-error.js';
import { findAdoptionAfter } from '../orders/adoption.js';
import { isUnknownOrder } from '../orders/unknown-orders.js';
import { DEFAULT_UPDATE_TIMEOUT_MS } from '../temporal/execute-update.js';
import type { ClosedExecution, OrderExecution, OrderExecutions } from '../temporal/order-executions.js';
import { readOrder } from '../temporal/read-order.js';
import { CHANGED, retryOnChange } from '../temporal/retry-on-change.js';
import { checkUpdateOptions, deriveUpdateId, type UpdateOptions } from '../update-options.js';
import {
  ALL_IN_USE,
  isCountSelection,
  isTaken,
  selectByCount,
  STALE_SELECTION_CODES,
  type CountSelection,
} from './select-by-count.js';
import { findOutcomeInBrokenRuns, NO_ACTION_POSSIBLE, sendTicketUpdate } from './send-ticket-update.js';

/** Updates per call. Each further one replaces tickets that somebody else took first. */
const MAX_UPDATES = 10;
/** How long a call by count may select tickets, and the longest pause between two selections. */
const SELECTION_TIMEOUT_MS = 30_000;
const SELECTION_INTERVAL_MS = 200;
/** How long an adopted order that ECPay does not have may take to close. */
const CLOSE_TIMEOUT_MS = 3_000;

/**
 * Redeems or refunds tickets of an order, or cancels either. An order that has ended, or that was issued elsewhere, is
 * adopted first.
 *
 * @throws TicketActionRefusedError if the order refuses.
 * @throws UpdateConflictError if the update id was used for a different request.
 * @throws OutcomeUnknownError if the answer did not arrive.
 * @throws OrderNotFoundError, OrderEndedError if the order does not run and cannot be adopted.
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
    // JavaScript callers may pass any value; the order refuses an invalid one.
    const { tickets } = (isRecord(request) ? request : {}) as RefundRequest;
    return await (isCountSelection(tickets) ? call.runByCount(tickets) : call.runNamed(tickets));
  } catch (error) {
    const isInactive = error instanceof TicketActionRefusedError && error.reason === 'ORDER_NOT_ACTIVE';
    const workflowId = workflowIdOf(ref);
    throw isInactive && (await isUnknownOrder(orders, workflowId)) ? new OrderNotFoundError(workflowId) : error;
  }
}

class TicketActionCall {
  readonly #workflowId: string;
  readonly #updateId: string;
  /** One adoption per call is enough: an order that ECPay does not have closes again. */
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

  async runNamed(tickets: NamedTickets): Promise<TicketActionOutcome> {
    const request = { ...this.request, tickets };
    const { updateId } = this.options;
    const execution = updateId === undefined ? undefined : await this.orders.describe(this.#workflowId);
    const recorded = await this.#findInBrokenRuns(execution, this.#updateId, request);
    return recorded ?? (await this.#sendUpdate(this.#updateId, request));
  }

  /**
   * Selects tickets and names them in the update, so that neither a retry nor a reset selects others
   * (docs/decisions/0032). A further update replaces tickets that somebody else took first. Its id is derived from the
   * first one, so a repeated call sends the same updates and gets the same outcomes.
   */
  async runByCount({ count, itemNo }: CountSelection): Promise<TicketActionOutcome> {
    const outcomes: TicketOutcome[] = [];
    let taken: readonly TicketOutcome[] = [];
    for (let round = 1; round <= MAX_UPDATES; round += 1) {
      const isFirst = round === 1;
      const selection = { count: isFirst ? count : taken.length, ...(itemNo !== undefined && { itemNo }) };
      const updateId = isFirst ? this.#updateId : deriveUpdateId(this.#updateId, round);
      const outcome = await this.#runSelection(updateId, selection, !isFirst);
      if (outcome === undefined) break;
      taken = outcome.tickets.filter(isTaken);
      outcomes.push(...outcome.tickets.filter((ticket) => !isTaken(ticket)));
      if (taken.length === 0) break;
    }
    return { tickets: [...outcomes, ...taken] };
  }

  /**
   * Selects tickets and acts on them.
   *
   * @param isReplacement The selection replaces tickets that somebody else took.
   * @returns undefined if a replacement finds too few tickets.
   */
  async #runSelection(
    updateId: string,
    selection: CountSelection,
    isReplacement: boolean,
  ): Promise<TicketActionOutcome | undefined> {
    const recorded = await this.#findOutcomeOfClosedOrder(updateId, selection);
    if (recorded !== undefined) return recorded;
    const deadline = performance.now() + SELECTION_TIMEOUT_MS;
    for (let attempt = 0; ; attempt += 1) {
      const selected = selectByCount(await this.#readSnapshot(), this.action, selection, attempt > 0);
      const isLate = performance.now() > deadline;
      if ('refusal' in selected) {
        const isIssued = selected.refusal.code !== 'ORDER_NOT_ACTIVE';
        const previous = isIssued ? await this.#findPreviousOutcome(updateId, selection) : undefined;
        if (previous !== undefined || isReplacement) return previous;
        throw new TicketActionRefusedError(this.#workflowId, selected.refusal);
      }
      try {
        if (selected.ticketNos.length > 0) {
          return await this.#sendUpdate(updateId, { ...this.request, tickets: selected, requested: selection });
        }
      } catch (error) {
        const isStale = error instanceof TicketActionRefusedError && STALE_SELECTION_CODES.includes(error.reason);
        if (!isStale || isLate) throw error;
      }
      if (isLate) throw new TicketActionRefusedError(this.#workflowId, ALL_IN_USE);
      await sleep(SELECTION_INTERVAL_MS * Math.random());
    }
  }

  /** Finds the outcome of an earlier call in a closed order, which still has its updates and need not be adopted. */
  async #findOutcomeOfClosedOrder(
    updateId: string,
    selection: CountSelection,
  ): Promise<TicketActionOutcome | undefined> {
    if (this.options.updateId === undefined || this.#isAdopted) return undefined;
    const execution = await this.orders.describe(this.#workflowId);
    const recorded = await this.#findInBrokenRuns(execution, updateId, this.#buildProbe(selection));
    if (recorded !== undefined || execution?.state !== 'completed') return recorded;
    try {
      return await this.#sendUpdate(updateId, this.#buildProbe(selection), { shouldAdopt: false });
    } catch (error) {
      if (error instanceof OrderEndedError || error instanceof OrderNotFoundError) return undefined;
      throw error;
    }
  }

  #findInBrokenRuns(execution: OrderExecution | undefined, updateId: string, request: TicketActionRequest) {
    const options = { ...this.options, updateId };
    return findOutcomeInBrokenRuns(this.orders, this.ref, this.action, request, execution, options);
  }

  /** Finds the outcome of an earlier call, which may be the reason why too few tickets are left. */
  async #findPreviousOutcome(updateId: string, selection: CountSelection): Promise<TicketActionOutcome | undefined> {
    try {
      return await this.#sendUpdate(updateId, this.#buildProbe(selection));
    } catch (error) {
      if (error instanceof TicketActionRefusedError) return undefined;
      throw error;
    }
  }

  /** A request for a ticket that cannot exist. The order can only return the outcome of an earlier request. */
  #buildProbe(selection: CountSelection): TicketActionRequest {
    return { ...this.request, tickets: { ticketNos: ['-'] }, requested: selection };
  }

  /**
   * Reads the order, adopting it first if it does not run. Waits until an adopted order has read ECPay's order record,
   * or has closed because ECPay does not have it.
   */
  async #readSnapshot(): Promise<OrderSnapshot> {
    const start = performance.now();
    for (;;) {
      const order = await this.#readWithRetries(start);
      const elapsed = performance.now() - start;
      const isClosing = order.status === 'abandoned' && order.order === undefined && elapsed < CLOSE_TIMEOUT_MS;
      if ((order.adopting !== true && !isClosing) || elapsed > SELECTION_TIMEOUT_MS) return order;
      await sleep(SELECTION_INTERVAL_MS);
    }
  }

  /** Retries the read while workers are busy, for as long as the action itself may take. */
  async #readWithRetries(start: number): Promise<OrderSnapshot> {
    const { timeoutMs = DEFAULT_UPDATE_TIMEOUT_MS } = this.options;
    for (;;) {
      try {
        return await this.#readOrAdopt();
      } catch (error) {
        const isBusy = error instanceof WorkerUnavailableError && performance.now() - start < timeoutMs;
        if (!isBusy) throw error;
      }
    }
  }

  async #readOrAdopt(): Promise<OrderSnapshot> {
    return await retryOnChange(async () => {
      const execution = await this.orders.describe(this.#workflowId);
      if (execution?.state === 'running' || (execution !== undefined && this.#isAdopted))
        return await readOrder(this.orders, this.#workflowId, execution);
      const closed = await findAdoptionAfter(this.orders, this.ref, 'ticketAction', execution);
      if (closed === CHANGED) return CHANGED;
      if (closed.adoption === undefined) throw this.#closedError(closed.execution);
      await this.orders.adopt(closed.adoption);
      this.#isAdopted = true;
      return CHANGED;
    });
  }

  #closedError(execution: ClosedExecution | undefined): Error {
    if (execution === undefined) return new OrderNotFoundError(this.#workflowId);
    return new OrderEndedError(this.#workflowId, execution.end, NO_ACTION_POSSIBLE);
  }

  async #sendUpdate(
    updateId: string,
    request: TicketActionRequest,
    { shouldAdopt } = { shouldAdopt: true },
  ): Promise<TicketActionOutcome> {
    const options = { ...this.options, updateId, shouldAdopt };
    return await sendTicketUpdate(this.orders, this.ref, this.action, request, options);
  }
}
