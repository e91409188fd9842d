/** Handles the updates by which an operator decides about an order: resubmit, abandon, cancelOrder. */
import type { UpdateDefinition } from '@temporalio/common';
import { currentUpdateInfo, patched, setHandler } from '@temporalio/workflow';
import { abandon, cancelOrder, resubmit, type DecisionOutcome } from '../messages/operator-decisions.js';
import type { OrderStatus } from '../messages/order.js';
import { requestKey } from '../messages/ticket-actions.js';
import type { OrderRun } from '../order-run.js';
import { asRecord } from '../runtime/as-record.js';
import { Mutex } from '../runtime/mutex.js';
import { findAnswer } from '../state/answered-updates.js';
import { reasonForOwnDecision } from '../state/bulk-resubmission.js';
import type { OrderInput } from '../state/inputs.js';
import type { OrderState } from '../state/order-state.js';
import { isIssueUnanswered, needsLastQuery } from '../state/stage.js';
import { apply } from '../state/transitions.js';
import { refusal } from './decision-refusal.js';
import { parseDecision, parseResubmission } from './parse-resubmission.js';
import { replaceOrder } from './replace-order.js';

/** The id of the change by which an order that is resubmitted keeps that ECPay has not answered Issue (decision 54). */
const RESUBMIT_KEEPS_UNANSWERED = 'resubmit-keeps-unanswered';
/** The id of the change by which nobody abandons an order on an old answer of ECPay. */
const ABANDON_QUERIES_FIRST = 'abandon-queries-first';

/** Registers the three updates. They run one at a time. A decision that would not change the order is refused. */
export function registerOperatorUpdates(run: OrderRun): void {
  const mutex = new Mutex();
  register(run, mutex, abandon, (payload) => ({ type: 'abandoned', decision: parseDecision(payload) }));
  register(run, mutex, cancelOrder, (payload) => ({ type: 'cancelledByOperator', decision: parseDecision(payload) }));
  register(run, mutex, resubmit, (payload) => {
    refuseInBulk(payload, run.state);
    return parseResubmission(payload, run.state);
  });
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
    else run.apply(asRecorded(run, input));
    const { status } = run.state.stage;
    run.rememberOutcome(request, { status });
    return { status, request };
  };
  const start = (payload: unknown): Promise<DecisionOutcome> => {
    run.noteHistoryLength();
    return mutex.hold(() => handle(payload));
  };
  setHandler(update, start, {
    validator: (payload: unknown) => {
      if (findPreviousStatus(run, keyOf(payload)) === undefined) parseEffective(payload);
    },
  });
}

/**
 * The decision as the order has recorded it. In version 0.1.0, an order that was resubmitted forgot that ECPay had not
 * answered Issue, and an overdue order that was abandoned ended at once. The marker of a change is for the orders that
 * it concerns.
 */
function asRecorded(run: OrderRun, input: OrderInput): OrderInput {
  if (input.type === 'resubmitted' && isIssueUnanswered(run.state) && !patched(RESUBMIT_KEEPS_UNANSWERED))
    return { ...input, forgetsUnanswered: true };
  if (input.type === 'abandoned' && needsLastQuery(run.state) && patched(ABANDON_QUERIES_FIRST))
    return { ...input, queriesFirst: true };
  return input;
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

/** @throws ApplicationFailure of type NOT_IN_BULK if the decision is about many orders and this one needs its own */
function refuseInBulk(payload: unknown, state: OrderState): void {
  const { bulk } = asRecord(payload);
  const reason = bulk === undefined || bulk === null ? undefined : reasonForOwnDecision(state);
  if (reason === undefined) return;
  throw refusal('NOT_IN_BULK', `The order is not resubmitted with others because of ${reason}. Decide about it alone.`);
}
