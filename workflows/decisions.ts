/** Takes a person's decisions: resubmit, abandon, cancel. */
import type { UpdateDefinition } from '@temporalio/common';
import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import type { TicketOrder } from '../ecticket/order.js';
import { asRecord } from './as-record.js';
import { abandon, cancelOrder, resubmit, type Decision, type DecisionRefusalCode } from './decision-messages.js';
import type { OrderStatus } from './messages.js';
import { tradeNoOf } from './names.js';
import { isNumberTaken, isNumberUsedUp } from './order-decisions.js';
import type { InputOf, OrderInput } from './order-input.js';
import type { OrderRun } from './order-run.js';
import { apply, type OrderState } from './order-state.js';
import { replaceOrder } from './replace-order.js';
import { Turns } from './turns.js';

/** A decision is taken where it changes the order, and refused where it would not. */
export function serveDecisions(run: OrderRun): void {
  const turns = new Turns();
  serve(run, turns, abandon, (said) => ({ type: 'abandoned', decision: readDecision(said) }));
  serve(run, turns, cancelOrder, (said) => ({ type: 'cancelledByPerson', decision: readDecision(said) }));
  serve(run, turns, resubmit, (said) => readResubmission(said, run.state));
}

function serve<Request>(
  run: OrderRun,
  turns: Turns,
  update: UpdateDefinition<OrderStatus, [Request]>,
  read: (said: unknown) => OrderInput,
): void {
  const decisionIn = (said: unknown) => {
    const input = read(said);
    if (apply(run.state, input, Date.now()) !== run.state) return input;
    throw refusal('NOTHING_TO_DECIDE', `The order is ${run.state.stage.status}: that cannot be decided now.`);
  };
  setHandler(
    update,
    (said: unknown) =>
      turns.take(async () => {
        // Again, as the validator did: while this one waited for its turn, another may have been taken.
        const input = decisionIn(said);
        if (input.type === 'replaced') await replaceOrder(run, input);
        else run.apply(input);
        return run.state.stage.status;
      }),
    { validator: (said: unknown) => void decisionIn(said) },
  );
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

function refusal(type: DecisionRefusalCode, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true });
}
