/** Handles the updates by which an operator decides about an order: resubmit, abandon, cancelOrder. */
import type { UpdateDefinition } from '@temporalio/common';
import { currentUpdateInfo, setHandler } from '@temporalio/workflow';
import type { TicketOrder } from '../../ecticket/order.js';
import { tradeNoOf } from '../messages/names.js';
import { abandon, cancelOrder, resubmit, type Decision, type DecisionOutcome } from '../messages/operator-decisions.js';
import type { OrderStatus } from '../messages/order.js';
import { requestKey } from '../messages/ticket-actions.js';
import type { OrderRun } from '../order-run.js';
import { asRecord } from '../runtime/as-record.js';
import { Mutex } from '../runtime/mutex.js';
import { findAnswer } from '../state/answered-updates.js';
import type { InputOf, OrderInput } from '../state/inputs.js';
import { isNumberTaken, isNumberUsedUp } from '../state/operator-decisions.js';
import type { OrderState } from '../state/order-state.js';
import { resubmissionPrice } from '../state/resubmission-price.js';
import { apply } from '../state/transitions.js';
import { refusal } from './decision-refusal.js';
import { replaceOrder } from './replace-order.js';

/** Registers the three updates. They run one at a time. A decision that would not change the order is refused. */
export function registerOperatorUpdates(run: OrderRun): void {
  const mutex = new Mutex();
  register(run, mutex, abandon, (payload) => ({ type: 'abandoned', decision: parseDecision(payload) }));
  register(run, mutex, cancelOrder, (payload) => ({ type: 'cancelledByOperator', decision: parseDecision(payload) }));
  register(run, mutex, resubmit, (payload) => parseResubmission(payload, run.state));
}

function register<Request>(
  run: OrderRun,
  mutex: Mutex,
  update: UpdateDefinition<DecisionOutcome, [Request]>,
  parse: (payload: unknown) => OrderInput,
): void {
  const keyOf = (payload: unknown) => requestKey(update.name, asRecord(payload));
  const parseEffective = (payload: unknown): OrderInput => {
    const input = parse(payload);
    if (apply(run.state, input, Date.now()) !== run.state) return input;
    const message = `${update.name} does not apply to an order whose status is ${run.state.stage.status}.`;
    throw refusal('NOTHING_TO_DECIDE', message, keyOf(payload));
  };
  const handle = async (payload: unknown): Promise<DecisionOutcome> => {
    const request = keyOf(payload);
    const previous = findPreviousStatus(run, request);
    if (previous !== undefined) return { status: previous, request };
    // Validate again: another decision may have changed the order while this update waited for the mutex.
    const input = parseEffective(payload);
    if (input.type === 'replaced') await replaceOrder(run, input, request);
    else run.apply(input);
    const { status } = run.state.stage;
    run.rememberOutcome(request, { status });
    return { status, request };
  };
  setHandler(update, (payload: unknown) => mutex.hold(() => handle(payload)), {
    validator: (payload: unknown) => {
      if (findPreviousStatus(run, keyOf(payload)) === undefined) parseEffective(payload);
    },
  });
}

/**
 * The status that an earlier run returned for the current update id.
 *
 * @throws ApplicationFailure of type UPDATE_ID_REUSED if the earlier request was a different one
 */
function findPreviousStatus(run: OrderRun, request: string): OrderStatus | undefined {
  const previous = findAnswer(run.state.answered, currentUpdateInfo()?.id, { request });
  if (previous === undefined) return undefined;
  if (!previous.isOtherRequest && 'status' in previous.answer.outcome) return previous.answer.outcome.status;
  throw refusal('UPDATE_ID_REUSED', 'This update id was used for a different request.', request);
}

function parseDecision(payload: unknown): Decision {
  const { by, why } = asRecord(payload);
  if (!isReason(by) || !isReason(why))
    throw refusal('INVALID_REQUEST', 'State who decides and why: { "by": …, "why": … }, up to 200 characters each.');
  return { by, why };
}

/** Parses the decision and the order's number. The issue activity validates the order's other fields. */
function parseResubmission(payload: unknown, state: OrderState): InputOf<'resubmitted' | 'replaced'> {
  const decision = parseDecision(payload);
  const { order: corrected } = asRecord(payload);
  if (corrected === undefined || corrected === null) {
    const amount = state.order && parseAmount(payload, state.order, state);
    return keepNumber(state, { type: 'resubmitted', decision, ...amount });
  }
  const order = corrected as TicketOrder;
  const { merchantId, merchantTradeNo, freeTradeNo } = asRecord(order);
  const number = merchantTradeNo ?? freeTradeNo;
  if (merchantId !== state.ref.merchantId || typeof number !== 'string' || number === '') {
    throw refusal(
      'ANOTHER_NUMBER',
      'A resubmitted order keeps its merchant and has a number. Place a separate order instead.',
    );
  }
  if (number === tradeNoOf(state.ref))
    return keepNumber(state, { type: 'resubmitted', decision, order, ...parseAmount(payload, order, state) });
  if (isNumberUsedUp(state)) return { type: 'replaced', decision, order, ...parseAmount(payload, order, state) };
  throw refusal(
    'ANOTHER_NUMBER',
    'A resubmitted order keeps its number unless ECPay has used the number up. Place a separate order instead.',
  );
}

/** The amount for which the corrected order is issued, if it changes. */
function parseAmount(payload: unknown, order: TicketOrder, state: OrderState): { amount?: number } {
  const { amount: stated, catalogueTotal } = asRecord(payload);
  if (stated !== undefined && stated !== null && !isAmount(stated))
    throw refusal('INVALID_REQUEST', 'amount must be a whole number of NT$, from 0.');
  const total = isAmount(catalogueTotal) ? catalogueTotal : undefined;
  const price = resubmissionPrice(state, order, isAmount(stated) ? stated : undefined, total);
  if ('refusal' in price) throw refusal('AMOUNT_MISMATCH', price.refusal);
  return price.amount === undefined ? {} : { amount: price.amount };
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function keepNumber(state: OrderState, resubmission: InputOf<'resubmitted'>): InputOf<'resubmitted'> {
  if (!isNumberTaken(state)) return resubmission;
  throw refusal(
    'NUMBER_TAKEN',
    'ECPay holds tickets of another order under this number. Resubmit the whole order with a new number.',
  );
}

function isReason(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 200;
}
