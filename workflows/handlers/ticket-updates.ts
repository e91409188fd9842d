/** Redeem, refund and take either back: updates, so that the caller learns what became of each ticket. */
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
import { TimeoutType } from '@temporalio/common';
import type { Ticket } from '../../ecticket/provider-order.js';
import { findAnswer } from '../state/answered-updates.js';
import { selectTickets } from '../messages/select-tickets.js';
import {
  TICKET_UPDATES,
  hasReachedState,
  requestKey,
  type TicketActionOutcome,
  type TicketActionRefusal,
  type WithRequestKey,
  type TicketAction,
  type TicketActionRequest,
  type TicketOutcome,
} from '../messages/ticket-actions.js';
import { feeRefusal } from '../state/escrow.js';
import { Mutex } from '../runtime/mutex.js';
import { tradeNoOf } from '../messages/names.js';
import type { OrderRun } from '../order-run.js';
import { isAdopting, ticketsOf } from '../state/stage.js';
import { provider } from '../runtime/provider-activities.js';
import { readTicketAction } from './parse-ticket-action.js';
import { recordOutcome, outcomeOf, OUT_OF_TIME } from './ticket-outcomes.js';
import type { UpdateTicketsRequest } from '../messages/activities.js';

/** Milliseconds from the acceptance of an update to its answer: somebody stands at the counter. */
const ANSWERED_WITHIN = 60_000;
/** Milliseconds: with less left, nothing is begun. The activity sends nothing in its last ten seconds. */
const NEEDED = 20_000;
/** Milliseconds that an attempt may wait for a worker. */
const QUEUED_FOR = 10_000;

const OPTIONS = {
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 seconds' },
} as const satisfies ActivityOptions;

const VERBS: Readonly<Record<TicketAction, string>> = {
  redeem: 'Redeem',
  cancelRedemption: 'Cancel the redemption of',
  refund: 'Refund',
  cancelRefund: 'Cancel the refund of',
};

/** Handles the four ticket updates, one after the other. */
export function registerTicketUpdates(run: OrderRun): void {
  const context: UpdateContext = { run, mutex: new Mutex() };
  for (const action of Object.keys(TICKET_UPDATES) as TicketAction[]) {
    setHandler(TICKET_UPDATES[action], (given: unknown) => handle(context, action, readTicketAction(given)), {
      validator: (given: unknown) => validate(context, action, readTicketAction(given)),
    });
  }
}

interface UpdateContext {
  readonly run: OrderRun;
  readonly mutex: Mutex;
}

/** One request to redeem or refund. `key` is a hash of it. */
interface TicketUpdate {
  readonly run: OrderRun;
  readonly action: TicketAction;
  readonly request: TicketActionRequest;
  readonly key: string;
}

/** What is refused here leaves no trace in the history, and the same update id may be used again. */
function validate({ run }: UpdateContext, action: TicketAction, request: TicketActionRequest): void {
  const key = requestKey(action, request);
  if (answered(run, key) !== undefined) return;
  if (isAdopting(run.state)) return;
  const tickets = choose({ run, action, request, key });
  // Whoever asked for any ticket gets another one; whoever named this one waits, and learns what became of it.
  if (request.asked !== undefined && tickets.some(({ ticketNo }) => run.inUse.has(ticketNo)))
    throw rejection({ code: 'TICKET_IN_USE', words: 'Another action on this ticket is under way.' }, key);
}

async function handle(
  { run, mutex }: UpdateContext,
  action: TicketAction,
  request: TicketActionRequest,
): Promise<TicketActionOutcome & WithRequestKey> {
  const key = requestKey(action, request);
  const update: TicketUpdate = { run, action, request, key };
  const endsAt = Date.now() + ANSWERED_WITHIN;
  const reserved = reserve(update);
  try {
    await untilAdopted(run, endsAt, key);
    const outcome = await mutex.hold(async () => answered(run, key) ?? doubted(update, await act(update, endsAt)));
    run.remember(key, outcome);
    return { ...outcome, request: key };
  } catch (error) {
    const refused = refusedForAny(request, error);
    if (refused === undefined) throw error;
    const outcome = doubted(update, refused);
    run.remember(key, outcome);
    return { ...outcome, request: key };
  } finally {
    for (const ticketNo of reserved) run.inUse.delete(ticketNo);
  }
}

/** In the task that accepts the update, so that the next validator sees it. */
function reserve(update: TicketUpdate): readonly string[] {
  const { run, key } = update;
  if (isAdopting(run.state) || answered(run, key) !== undefined) return [];
  const reserved = choose(update)
    .map(({ ticketNo }) => ticketNo)
    .filter((ticketNo) => !run.inUse.has(ticketNo));
  for (const ticketNo of reserved) run.inUse.add(ticketNo);
  return reserved;
}

/**
 * To a caller who asked for any tickets, a refusal after the update was accepted is an outcome, not a failure: so the client
 * can tell it from a validator's, which leaves the update id free.
 */
function refusedForAny({ asked, tickets }: TicketActionRequest, error: unknown): TicketActionOutcome | undefined {
  if (asked === undefined || !('ticketNos' in tickets) || !(error instanceof ApplicationFailure)) return undefined;
  const [refusal] = (error.details ?? []) as [TicketActionRefusal?];
  return refusal && { tickets: tickets.ticketNos.map((ticketNo) => ({ ticketNo, result: 'refused', refusal })) };
}

/**
 * A ticket that has moved already may have been moved for this very update, by the run that an operator reset. A caller
 * who asked for any tickets is not told that it is taken: the client would act on another one in its place.
 */
function doubted({ run, action, request }: TicketUpdate, outcome: TicketActionOutcome): TicketActionOutcome {
  if (!run.wasReset || request.asked === undefined) return outcome;
  const states = new Map(ticketsOf(run.state).map(({ ticketNo, state }) => [ticketNo, state]));
  return {
    tickets: outcome.tickets.map((each): TicketOutcome => {
      const state = states.get(each.ticketNo);
      if (each.result !== 'refused' || state === undefined || !hasReachedState(state, action)) return each;
      return { ticketNo: each.ticketNo, result: 'unknown', state };
    }),
  };
}

/**
 * What this update id was answered in an earlier run; Temporal itself knows the updates of one run only.
 *
 * @throws ApplicationFailure of type UPDATE_ID_REUSED where that was to a different request
 */
function answered(run: OrderRun, request: string): TicketActionOutcome | undefined {
  const known = findAnswer(run.state.answered, currentUpdateInfo()?.id, { request });
  if (known === undefined) return undefined;
  if (!known.isOther && 'tickets' in known.answer.outcome) return known.answer.outcome;
  throw rejection({ code: 'UPDATE_ID_REUSED', words: 'This update id belongs to a different request.' }, request);
}

/** @throws ApplicationFailure where ECPay cannot be asked in time which tickets there are: nothing is done after the caller has gone */
async function untilAdopted(run: OrderRun, endsAt: number, key: string): Promise<void> {
  const isKnown = () => !isAdopting(run.state);
  if (isKnown() || (await condition(isKnown, Math.max(endsAt - NEEDED - Date.now(), 1)))) return;
  const words = 'ECPay could not be asked in time which tickets this order has. Nothing was done: try again later.';
  throw rejection({ code: 'ORDER_NOT_ACTIVE', words }, key);
}

/** @throws ApplicationFailure whose type is a TicketActionRefusalCode; nothing was sent then */
async function act(update: TicketUpdate, endsAt: number): Promise<TicketActionOutcome> {
  const { run, action, request, key } = update;
  // Again, as the validator did: while this update waited for its turn, another may have used the ticket.
  const tickets = choose(update);
  const left = endsAt - Date.now();
  if (left < NEEDED) throw rejection(OUT_OF_TIME, key);
  const asOf = Date.now();
  try {
    const answer = await provider(
      'ticketAction',
      `${VERBS[action]} ${tradeNoOf(run.ref)}, tickets: ${tickets.length}`,
      {
        ...OPTIONS,
        scheduleToStartTimeout: QUEUED_FOR,
        startToCloseTimeout: left,
        scheduleToCloseTimeout: left,
      },
    ).updateTickets(moveRequest(run, action, request, tickets));
    recordOutcome(run, action, request, answer, asOf);
    return { tickets: tickets.map((ticket, index) => outcomeOf(run, action, ticket, answer.moves[index])) };
  } catch (error) {
    if (isCancellation(error)) throw error;
    const notSent = neverStarted(error);
    if (!notSent) run.apply({ type: 'reconciliationRequested' });
    return {
      tickets: tickets.map(({ ticketNo }) =>
        notSent ? { ticketNo, result: 'refused', refusal: OUT_OF_TIME } : { ticketNo, result: 'unknown' },
      ),
    };
  }
}

/** No worker took the activity in time, and none had taken it before. */
function neverStarted(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (!(cause instanceof TimeoutFailure) || cause.timeoutType !== TimeoutType.SCHEDULE_TO_START) return false;
  return cause.failure?.cause === undefined || cause.failure.cause === null;
}

/** @throws ApplicationFailure whose type is a TicketActionRefusalCode */
function choose({ run: { state }, action, request, key }: TicketUpdate): readonly Ticket[] {
  const { stage, uses } = state;
  if (!('record' in stage)) {
    const words = `The order is ${stage.status}: no ticket of it can be acted on.`;
    throw rejection({ code: 'ORDER_NOT_ACTIVE', words }, key);
  }
  const choice = selectTickets({ tickets: stage.record.tickets, uses }, action, request.tickets, Date.now());
  if ('refusal' in choice) throw rejection(choice.refusal, key);
  const refusal = feeRefusal(state, choice.tickets, action, request.fee, Date.now());
  if (refusal !== undefined) throw rejection(refusal, key);
  return choice.tickets;
}

function moveRequest(
  { ref }: OrderRun,
  action: TicketAction,
  { tickets: _named, asked: _asked, ...rest }: TicketActionRequest,
  chosen: readonly Ticket[],
): UpdateTicketsRequest {
  const tickets = chosen.map(({ ticketNo, writeOffNo }) => ({
    ticketNo,
    ...(writeOffNo !== undefined && { writeOffNo }),
  }));
  return { ref, action, tickets, queuedFor: QUEUED_FOR, ...rest };
}

/** Carries the request that it belongs to, as an outcome does: Temporal answers a used update id with it again. */
function rejection(refusal: TicketActionRefusal, request: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: refusal.code,
    message: refusal.words,
    nonRetryable: true,
    details: [refusal, { request } satisfies WithRequestKey],
  });
}
