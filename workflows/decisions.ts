/** Takes a person's decisions: resubmit, abandon, cancel. */
import type { UpdateDefinition } from '@temporalio/common';
import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import type { OrderRef, TicketOrder } from '../ecticket/order.js';
import { abandon, cancelOrder, resubmit, type Decision, type DecisionRefusalCode } from './decision-messages.js';
import type { OrderStatus } from './messages.js';
import { tradeNoOf } from './names.js';
import type { OrderRun } from './order-run.js';
import type { OrderInput } from './order-input.js';
import { apply } from './order-state.js';
import { asRecord } from './as-record.js';

/** A decision is taken where it changes the order, and refused where it would not. */
export function serveDecisions(run: OrderRun): void {
  serve(run, abandon, (said) => ({ type: 'abandoned', decision: readDecision(said) }));
  serve(run, cancelOrder, (said) => ({ type: 'cancelledByPerson', decision: readDecision(said) }));
  serve(run, resubmit, (said) => {
    const order = readOrder(said, run.state.ref);
    return { type: 'resubmitted', decision: readDecision(said), ...(order !== undefined && { order }) };
  });
}

function serve<Request>(
  run: OrderRun,
  update: UpdateDefinition<OrderStatus, [Request]>,
  inputFor: (said: unknown) => OrderInput,
): void {
  setHandler(
    update,
    (said: unknown) => {
      run.apply(inputFor(said));
      return run.state.stage.status;
    },
    {
      validator: (said: unknown) => {
        if (apply(run.state, inputFor(said), Date.now()) !== run.state) return;
        throw refusal('NOTHING_TO_DECIDE', `The order is ${run.state.stage.status}: that cannot be decided now.`);
      },
    },
  );
}

function readDecision(said: unknown): Decision {
  const { by, why } = asRecord(said);
  if (!isWords(by) || !isWords(why))
    throw refusal('INVALID_REQUEST', 'Say who decides and why: { "by": …, "why": … }.');
  return { by, why };
}

/** Its fields are checked where it is issued, by the same rules as ever; what the order is called cannot change here. */
function readOrder(said: unknown, known: OrderRef): TicketOrder | undefined {
  const { order } = asRecord(said);
  if (order === undefined || order === null) return undefined;
  const { merchantId, merchantTradeNo, freeTradeNo } = asRecord(order);
  const isSame = merchantId === known.merchantId && (merchantTradeNo ?? freeTradeNo) === tradeNoOf(known);
  if (!isSame)
    throw refusal('ANOTHER_NUMBER', 'An order keeps its merchant and its number. Place another under a new one.');
  return order as TicketOrder;
}

function isWords(said: unknown): said is string {
  return typeof said === 'string' && said.trim() !== '' && said.length <= 200;
}

function refusal(type: DecisionRefusalCode, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true });
}
