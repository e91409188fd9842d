/** Redeem, refund and take either back: updates, so that who asks hears what became of it. */
import {
  ApplicationFailure,
  condition,
  currentUpdateInfo,
  isCancellation,
  setHandler,
  type ActivityOptions,
} from '@temporalio/workflow';
import type { MoveAnswer, MoveRequest, TicketMove } from '../activities/index.js';
import type { Ticket } from '../ecticket/book.js';
import { answerTo } from './answered-updates.js';
import { chooseTickets, refusalOf } from './choose-tickets.js';
import {
  COUNTER_UPDATES,
  isWhereMoved,
  TICKET_MOVES,
  type CounterOutcome,
  type CounterRefusal,
  type TicketAction,
  type TicketOutcome,
  type TicketUse,
  type RefundRequest,
} from './counter-messages.js';
import type { OrderRun } from './order-run.js';
import { isAdopting, ticketsOf } from './order-stage.js';
import { feeRefusal, movesMoney } from './escrow.js';
import { tradeNoOf } from './names.js';
import { provider } from './provider.js';
import { readCounterRequest } from './read-counter-request.js';
import { Turns } from './turns.js';

/** Somebody stands at the counter: what is not answered by then is said to be unknown, and found out later. */
const AT_THE_COUNTER = {
  scheduleToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
} as const satisfies ActivityOptions;

const WORDS: Readonly<Record<TicketAction, string>> = {
  redeem: 'Redeem',
  cancelRedemption: 'Cancel the redemption of',
  refund: 'Refund',
  cancelRefund: 'Cancel the refund of',
};

const OUT_OF_TIME: CounterRefusal = {
  code: 'OUT_OF_TIME',
  words: 'There was no time left to ask ECPay for this ticket, and nothing was sent for it: ask again.',
};

/** Takes the four updates of the counter and the refund desk. */
export function serveCounter(run: OrderRun): void {
  const turns = new Turns();
  for (const action of Object.keys(COUNTER_UPDATES) as TicketAction[]) {
    setHandler(
      COUNTER_UPDATES[action],
      async (said: unknown) => {
        await untilTakenUp(run);
        return await turns.take(() => once(run, () => serve(run, action, readCounterRequest(said))));
      },
      {
        validator: (said: unknown) => {
          const request = readCounterRequest(said);
          const isAnswered = answerTo(run.state.answered, currentUpdateInfo()?.id) !== undefined;
          if (!isAnswered && !isAdopting(run.state)) choose(run, action, request);
        },
      },
    );
  }
}

/** Temporal knows the updates of one run; an order may have several, and an update id is to mean the same in all of them. */
async function once(run: OrderRun, act: () => Promise<CounterOutcome>): Promise<CounterOutcome> {
  const updateId = currentUpdateInfo()?.id;
  const answer = answerTo(run.state.answered, updateId);
  if (answer !== undefined) return answer;
  const outcome = await act();
  if (updateId !== undefined) run.apply({ type: 'counterAnswered', answered: { updateId, outcome } });
  return outcome;
}

async function serve(run: OrderRun, action: TicketAction, request: RefundRequest): Promise<CounterOutcome> {
  // Again, as the validator did: while this request waited for its turn, another may have used the ticket.
  const tickets = choose(run, action, request);
  try {
    const summary = `${WORDS[action]} ${tradeNoOf(run.ref)}, tickets: ${tickets.length}`;
    const answer = await provider(summary, AT_THE_COUNTER).moveTickets(moveRequest(run, action, request, tickets));
    learn(run, action, request, answer);
    return { tickets: tickets.map((ticket, index) => outcomeOf(run, action, ticket, answer.moves[index])) };
  } catch (error) {
    if (isCancellation(error)) throw error;
    run.apply({ type: 'bookUncertain' });
    return { tickets: tickets.map(({ ticketNo }) => ({ ticketNo, result: 'unknown' })) };
  }
}

/** @throws ApplicationFailure where ECPay cannot be asked in time what there is to act on: nothing is done after the caller has gone */
async function untilTakenUp(run: OrderRun): Promise<void> {
  const isKnown = () => !isAdopting(run.state);
  if (isKnown() || (await condition(isKnown, AT_THE_COUNTER.scheduleToCloseTimeout))) return;
  throw rejection({
    code: 'ORDER_NOT_ACTIVE',
    words: 'ECPay could not be asked in time which tickets this order has. Nothing was done: try again later.',
  });
}

/** @throws ApplicationFailure whose type is a CounterRefusalCode */
function choose({ state }: OrderRun, action: TicketAction, request: RefundRequest): readonly Ticket[] {
  const { stage, uses } = state;
  if (!('book' in stage)) {
    throw rejection({
      code: 'ORDER_NOT_ACTIVE',
      words: `The order is ${stage.status}: no ticket of it can be acted on.`,
    });
  }
  const choice = chooseTickets({ tickets: stage.book.tickets, uses }, action, request, Date.now());
  if ('refusal' in choice) throw rejection(choice.refusal);
  const refusal = feeRefusal(state, choice.tickets, action, request.fee, Date.now());
  if (refusal !== undefined) throw rejection(refusal);
  return choice.tickets;
}

function moveRequest(
  { ref }: OrderRun,
  action: TicketAction,
  { tickets: _selection, ...counter }: RefundRequest,
  chosen: readonly Ticket[],
): MoveRequest {
  const tickets = chosen.map(({ ticketNo, writeOffNo }) => ({
    ticketNo,
    ...(writeOffNo !== undefined && { writeOffNo }),
  }));
  return { ref, action, tickets, ...counter };
}

function learn(run: OrderRun, action: TicketAction, request: RefundRequest, { moves, book }: MoveAnswer): void {
  if (action === 'redeem') {
    const ticketNos = moves.filter(({ result }) => result === 'done').map(({ ticketNo }) => ticketNo);
    run.apply({ type: 'counterRedeemed', ticketNos, use: useNow(request) });
  }
  if (book !== undefined) run.apply({ type: 'bookRead', book });
  if (book === undefined || moves.some(({ result }) => result === 'unknown')) run.apply({ type: 'bookUncertain' });
}

function useNow({ storeId, operator }: RefundRequest): TicketUse {
  return {
    at: new Date(Date.now()).toISOString(),
    ...(storeId !== undefined && { storeId }),
    ...(operator !== undefined && { operator }),
  };
}

function outcomeOf(run: OrderRun, action: TicketAction, ticket: Ticket, move: TicketMove | undefined): TicketOutcome {
  const { ticketNo, voucher } = ticket;
  switch (move?.result) {
    case 'done': {
      const known = ticketsOf(run.state).find((each) => each.ticketNo === ticketNo)?.state;
      const state = known !== undefined && isWhereMoved(known, action) ? known : TICKET_MOVES[action].to;
      const done = { ticketNo, result: 'done', state } as const;
      if (voucher === 'gift') return { ...done, voucher, movesMoney: false };
      return { ...done, voucher, movesMoney: movesMoney(run.state, ticket, Date.now()) };
    }
    case 'refused':
      return { ticketNo, result: 'refused', refusal: explain(run, action, move) };
    case 'notSent':
      return { ticketNo, result: 'refused', refusal: OUT_OF_TIME };
    case 'unknown':
    case undefined:
      return { ticketNo, result: 'unknown' };
  }
}

/** What ECPay's book tells by now of what stood in the way; else ECPay's own words. */
function explain(
  { state }: OrderRun,
  action: TicketAction,
  { ticketNo, code, words }: Extract<TicketMove, { result: 'refused' }>,
): CounterRefusal {
  const ticket = ticketsOf(state).find((each) => each.ticketNo === ticketNo);
  const known = ticket && refusalOf(ticket, state.uses, action, Date.now());
  return known ?? { code: 'PROVIDER_REFUSED', words: `${code} ${words}` };
}

function rejection({ code, words, used }: CounterRefusal): ApplicationFailure {
  return ApplicationFailure.create({ type: code, message: words, nonRetryable: true, details: used ? [used] : [] });
}
