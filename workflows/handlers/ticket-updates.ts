/**
 * Handles the ticket updates (redeem, cancelRedemption, refund, cancelRefund) and returns the outcome of each ticket.
 */
import { TimeoutType } from '@temporalio/common';
import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  currentUpdateInfo,
  isCancellation,
  setHandler,
  TimeoutFailure,
  type ActivityOptions,
} from '@temporalio/workflow';
import type { Ticket } from '../../ecticket/provider-order.js';
import type { UpdateTicketsRequest } from '../messages/activities.js';
import { tradeNoOf } from '../messages/names.js';
import { selectTickets } from '../messages/select-tickets.js';
import {
  TICKET_UPDATES,
  requestKey,
  type TicketAction,
  type TicketActionOutcome,
  type TicketActionRefusal,
  type TicketActionRequest,
  type WithRequestKey,
} from '../messages/ticket-actions.js';
import type { OrderRun } from '../order-run.js';
import { Mutex } from '../runtime/mutex.js';
import { providerActivities } from '../runtime/provider-activities.js';
import { findAnswer } from '../state/answered-updates.js';
import { feeRefusal } from '../state/escrow.js';
import { isAdopting } from '../state/stage.js';
import { parseTicketAction } from './parse-ticket-action.js';
import { applyResults, markUncertain, outcomeOf, OUT_OF_TIME, refusedOutcome } from './ticket-outcomes.js';

/** Longest time from the acceptance of an update to its outcome: a customer is waiting. */
const TIME_LIMIT_MS = 60_000;
/** No activity starts with less time left. The activity itself sends nothing in its last ten seconds. */
const MIN_ACTIVITY_MS = 20_000;
/** Longest time that an attempt waits for a worker. */
const SCHEDULE_TO_START_MS = 10_000;

const ACTIVITY_OPTIONS = {
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 seconds' },
} as const satisfies ActivityOptions;

const SUMMARIES: Readonly<Record<TicketAction, string>> = {
  redeem: 'Redeem tickets',
  cancelRedemption: 'Cancel redemptions',
  refund: 'Refund tickets',
  cancelRefund: 'Cancel refunds',
};

/** Registers the four ticket updates. They run one at a time, in the order in which they were accepted. */
export function registerTicketUpdates(run: OrderRun): void {
  const context: UpdateContext = { run, mutex: new Mutex() };
  for (const action of Object.keys(TICKET_UPDATES) as TicketAction[]) {
    setHandler(
      TICKET_UPDATES[action],
      (payload: unknown) => handleUpdate(context, action, parseTicketAction(payload)),
      { validator: (payload: unknown) => validateUpdate(context, action, parseTicketAction(payload)) },
    );
  }
}

interface UpdateContext {
  readonly run: OrderRun;
  readonly mutex: Mutex;
}

/** One accepted update. `key` identifies its request ({@link requestKey}). */
interface TicketUpdate {
  readonly run: OrderRun;
  readonly action: TicketAction;
  readonly request: TicketActionRequest;
  readonly key: string;
}

/** Rejects an update before it is accepted. A rejection adds nothing to the history and leaves the update id unused. */
function validateUpdate({ run }: UpdateContext, action: TicketAction, request: TicketActionRequest): void {
  const key = requestKey(action, request);
  if (findPreviousOutcome(run, key) !== undefined) return;
  if (isAdopting(run.state)) return;
  const tickets = selectActionable({ run, action, request, key });
  // A caller who named the ticket waits for the other action's outcome. For a count, the client chooses other tickets.
  if (request.requested !== undefined && tickets.some(({ ticketNo }) => run.inUse.has(ticketNo)))
    throw rejection({ code: 'TICKET_IN_USE', message: 'Another action on this ticket is in progress.' }, key);
}

async function handleUpdate(
  { run, mutex }: UpdateContext,
  action: TicketAction,
  request: TicketActionRequest,
): Promise<TicketActionOutcome & WithRequestKey> {
  run.noteHistoryLength();
  const key = requestKey(action, request);
  const update: TicketUpdate = { run, action, request, key };
  const endsAt = Date.now() + TIME_LIMIT_MS;
  const reserved = reserveTickets(update);
  try {
    await awaitAdoption(run, endsAt, key);
    const outcome = await mutex.hold(
      async () =>
        findPreviousOutcome(run, key) ?? markUncertain(run, action, request, await updateTickets(update, endsAt)),
    );
    run.rememberOutcome(key, outcome);
    return { ...outcome, request: key };
  } catch (error) {
    const refused = refusedOutcome(request, error);
    if (refused === undefined) throw error;
    const outcome = markUncertain(run, action, request, refused);
    run.rememberOutcome(key, outcome);
    return { ...outcome, request: key };
  } finally {
    for (const ticketNo of reserved) run.inUse.delete(ticketNo);
  }
}

/** Marks the update's tickets as in use, in the workflow task that accepts it: the next validator must see them. */
function reserveTickets(update: TicketUpdate): readonly string[] {
  const { run, key } = update;
  if (isAdopting(run.state) || findPreviousOutcome(run, key) !== undefined) return [];
  const reserved = selectActionable(update)
    .map(({ ticketNo }) => ticketNo)
    .filter((ticketNo) => !run.inUse.has(ticketNo));
  for (const ticketNo of reserved) run.inUse.add(ticketNo);
  return reserved;
}

/**
 * Waits until the order has ECPay's answer whether it has tickets for it.
 *
 * @throws ApplicationFailure of type ORDER_NOT_ACTIVE when too little time is left: nothing may be sent after the
 *   caller's time limit
 */
async function awaitAdoption(run: OrderRun, endsAt: number, key: string): Promise<void> {
  const isAdopted = () => !isAdopting(run.state);
  if (isAdopted() || (await condition(isAdopted, Math.max(endsAt - MIN_ACTIVITY_MS - Date.now(), 1)))) return;
  const message = 'ECPay did not list the tickets of this order in time. Nothing was sent; retry the action later.';
  throw rejection({ code: 'ORDER_NOT_ACTIVE', message }, key);
}

/** @throws ApplicationFailure whose type is a TicketActionRefusalCode, before anything was sent */
async function updateTickets(update: TicketUpdate, endsAt: number): Promise<TicketActionOutcome> {
  const { run, action, request } = update;
  // Select again: another update may have used a ticket while this one waited for the mutex.
  const tickets = selectActionable(update);
  const remainingMs = endsAt - Date.now();
  if (remainingMs < MIN_ACTIVITY_MS) throw rejection(OUT_OF_TIME, update.key);
  const asOf = Date.now();
  try {
    const summary = `${SUMMARIES[action]} of ${tradeNoOf(run.ref)}: ${tickets.length}`;
    const result = await providerActivities('ticketAction', summary, {
      ...ACTIVITY_OPTIONS,
      scheduleToStartTimeout: SCHEDULE_TO_START_MS,
      startToCloseTimeout: remainingMs,
      scheduleToCloseTimeout: remainingMs,
    }).updateTickets(activityRequest(run, action, request, tickets));
    applyResults(run, action, request, result, asOf);
    return { tickets: tickets.map((ticket, index) => outcomeOf(run, action, ticket, result.results[index])) };
  } catch (error) {
    if (isCancellation(error)) throw error;
    const isUnsent = hasNeverStarted(error);
    if (!isUnsent) run.apply({ type: 'reconciliationRequested' });
    return {
      tickets: tickets.map(({ ticketNo }) =>
        isUnsent ? { ticketNo, result: 'refused', refusal: OUT_OF_TIME } : { ticketNo, result: 'unknown' },
      ),
    };
  }
}

/**
 * The requested tickets, if the action applies to each of them.
 *
 * @throws ApplicationFailure whose type is a TicketActionRefusalCode
 */
function selectActionable({ run: { state }, action, request, key }: TicketUpdate): readonly Ticket[] {
  const { stage, uses } = state;
  if (!('record' in stage)) {
    const message = `The order is ${stage.status}: it has no tickets to act on.`;
    throw rejection({ code: 'ORDER_NOT_ACTIVE', message }, key);
  }
  const selection = selectTickets({ tickets: stage.record.tickets, uses }, action, request.tickets, Date.now());
  if ('refusal' in selection) throw rejection(selection.refusal, key);
  const refusal = feeRefusal(state, selection.tickets, action, request.fee, Date.now());
  if (refusal !== undefined) throw rejection(refusal, key);
  return selection.tickets;
}

function activityRequest(
  { ref }: OrderRun,
  action: TicketAction,
  { tickets: _tickets, requested: _requested, ...rest }: TicketActionRequest,
  selected: readonly Ticket[],
): UpdateTicketsRequest {
  const tickets = selected.map(({ ticketNo, writeOffNo }) => ({
    ticketNo,
    ...(writeOffNo !== undefined && { writeOffNo }),
  }));
  return { ref, action, tickets, scheduleToStartTimeout: SCHEDULE_TO_START_MS, ...rest };
}

/** Whether no worker ever took the activity, so that nothing can have been sent. */
function hasNeverStarted(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (!(cause instanceof TimeoutFailure) || cause.timeoutType !== TimeoutType.SCHEDULE_TO_START) return false;
  return cause.failure?.cause === undefined || cause.failure.cause === null;
}

/**
 * The outcome that an earlier run returned for the current update id. Temporal deduplicates update ids within one run
 * only.
 *
 * @throws ApplicationFailure of type UPDATE_ID_REUSED if the earlier request was a different one
 */
function findPreviousOutcome(run: OrderRun, request: string): TicketActionOutcome | undefined {
  const previous = findAnswer(run.state.answered, currentUpdateInfo()?.id, { request });
  if (previous === undefined) return undefined;
  if (!previous.isOtherRequest && 'tickets' in previous.answer.outcome) return previous.answer.outcome;
  throw rejection({ code: 'UPDATE_ID_REUSED', message: 'This update id was used for a different request.' }, request);
}

/** A failure that carries its request's key: Temporal returns it again for the same update id. */
function rejection(refusal: TicketActionRefusal, request: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: refusal.code,
    message: refusal.message,
    nonRetryable: true,
    details: [refusal, { request } satisfies WithRequestKey],
  });
}
