/** Takes a person's decisions: resubmit, abandon, cancel. */
import type { UpdateDefinition } from '@temporalio/common';
import { currentUpdateInfo, setHandler } from '@temporalio/workflow';
import type { TicketOrder } from '../../ecticket/order.js';
import { asRecord } from '../runtime/as-record.js';
import { findAnswer } from '../state/answered-updates.js';
import { requestKey } from '../messages/ticket-actions.js';
import { abandon, cancelOrder, resubmit, type Decision, type DecisionOutcome } from '../messages/operator-decisions.js';
import { refusal } from './decision-refusal.js';
import type { OrderStatus } from '../messages/order.js';
import { tradeNoOf } from '../messages/names.js';
import { isNumberTaken, isNumberUsedUp } from '../state/operator-decisions.js';
import type { InputOf, OrderInput } from '../state/inputs.js';
import type { OrderRun } from '../order-run.js';
import { apply } from '../state/transitions.js';
import type { OrderState } from '../state/order-state.js';
import { replaceOrder } from '../steps/replace-order.js';
import { Mutex } from '../runtime/mutex.js';

/** A decision is taken where it changes the order, and refused where it would not. */
export function registerOperatorUpdates(run: OrderRun): void {
  const mutex = new Mutex();
  serve(run, mutex, abandon, (said) => ({ type: 'abandoned', decision: readDecision(said) }));
  serve(run, mutex, cancelOrder, (said) => ({ type: 'cancelledByOperator', decision: readDecision(said) }));
  serve(run, mutex, resubmit, (said) => readResubmission(said, run.state));
}

function serve<Request>(
  run: OrderRun,
  mutex: Mutex,
  update: UpdateDefinition<DecisionOutcome, [Request]>,
  read: (given: unknown) => OrderInput,
): void {
  const keyOf = (given: unknown) => requestKey(update.name, asRecord(given));
  const decisionIn = (given: unknown) => {
    const input = read(given);
    if (apply(run.state, input, Date.now()) !== run.state) return input;
    throw refusal(
      'NOTHING_TO_DECIDE',
      `The order is ${run.state.stage.status}: that cannot be decided now.`,
      keyOf(given),
    );
  };
  const decide = async (given: unknown): Promise<DecisionOutcome> => {
    const request = keyOf(given);
    const known = answered(run, request);
    if (known !== undefined) return { status: known, request };
    // Again, as the validator did: while this one waited for its turn, another may have been taken.
    const input = decisionIn(given);
    if (input.type === 'replaced') await replaceOrder(run, input, request);
    else run.apply(input);
    const { status } = run.state.stage;
    run.remember(request, { status });
    return { status, request };
  };
  setHandler(update, (given: unknown) => mutex.hold(() => decide(given)), {
    validator: (given: unknown) => {
      if (answered(run, keyOf(given)) === undefined) decisionIn(given);
    },
  });
}

/**
 * The status that this update id was answered with in an earlier run.
 *
 * @throws ApplicationFailure of type UPDATE_ID_REUSED where that was to a different request
 */
function answered(run: OrderRun, request: string): OrderStatus | undefined {
  const known = findAnswer(run.state.answered, currentUpdateInfo()?.id, { request });
  if (known === undefined) return undefined;
  if (!known.isOther && 'status' in known.answer.outcome) return known.answer.outcome.status;
  throw refusal('UPDATE_ID_REUSED', 'This update id belongs to a different request.', request);
}

function readDecision(said: unknown): Decision {
  const { by, why } = asRecord(said);
  if (!isWords(by) || !isWords(why))
    throw refusal('INVALID_REQUEST', 'Say who decides and why: { "by": …, "why": … }.');
  return { by, why };
}

/** An order's fields are checked where it is issued, by the same rules as ever. */
function readResubmission(said: unknown, state: OrderState): InputOf<'resubmitted' | 'replaced'> {
  const decision = readDecision(said);
  const { order: given } = asRecord(said);
  if (given === undefined || given === null) return keepNumber(state, { type: 'resubmitted', decision });
  const order = given as TicketOrder;
  const { merchantId, merchantTradeNo, freeTradeNo } = asRecord(order);
  const number = merchantTradeNo ?? freeTradeNo;
  if (merchantId !== state.ref.merchantId || typeof number !== 'string' || number === '') {
    throw refusal('ANOTHER_NUMBER', 'An order keeps its merchant, and has a number. Place another order instead.');
  }
  if (number === tradeNoOf(state.ref)) return keepNumber(state, { type: 'resubmitted', decision, order });
  if (isNumberUsedUp(state)) return { type: 'replaced', decision, order };
  throw refusal('ANOTHER_NUMBER', 'ECPay has not used this number up: an order keeps it. Place another order instead.');
}

function keepNumber(state: OrderState, resubmission: InputOf<'resubmitted'>): InputOf<'resubmitted'> {
  if (!isNumberTaken(state)) return resubmission;
  throw refusal('NUMBER_TAKEN', 'ECPay holds other tickets under this number. Send the whole order under a new one.');
}

function isWords(said: unknown): said is string {
  return typeof said === 'string' && said.trim() !== '' && said.length <= 200;
}
