/** What became of tickets that an action was asked for: for the order, and for the caller. */
import type { MoveAnswer, TicketMove } from '../activities/index.js';
import type { Ticket } from '../ecticket/book.js';
import { refusalOf } from './choose-tickets.js';
import {
  isWhereMoved,
  TICKET_MOVES,
  type CounterRefusal,
  type TicketAction,
  type TicketActionRequest,
  type TicketOutcome,
  type TicketUse,
} from './counter-messages.js';
import { movesMoney } from './escrow.js';
import type { OrderRun } from './order-run.js';
import { ticketsOf } from './order-stage.js';

export const OUT_OF_TIME: CounterRefusal = {
  code: 'OUT_OF_TIME',
  words: 'There was no time left to ask ECPay, and nothing was sent. Ask again.',
};

/** What the order learns from an action: who redeemed, and ECPay's record after it. */
export function learn(
  run: OrderRun,
  action: TicketAction,
  request: TicketActionRequest,
  { moves, book }: MoveAnswer,
  asOf: number,
): void {
  if (action === 'redeem') {
    const ticketNos = moves.filter(({ result }) => result === 'done').map(({ ticketNo }) => ticketNo);
    run.apply({ type: 'counterRedeemed', ticketNos, use: useNow(request) });
  }
  if (book !== undefined) run.apply({ type: 'bookRead', book, asOf });
  if (book === undefined || moves.some(({ result }) => result === 'unknown')) run.apply({ type: 'bookUncertain' });
}

function useNow({ storeId, operator }: TicketActionRequest): TicketUse {
  return {
    at: new Date(Date.now()).toISOString(),
    ...(storeId !== undefined && { storeId }),
    ...(operator !== undefined && { operator }),
  };
}

/** What became of one ticket, for the caller. */
export function outcomeOf(
  run: OrderRun,
  action: TicketAction,
  ticket: Ticket,
  move: TicketMove | undefined,
): TicketOutcome {
  const { ticketNo, voucher } = ticket;
  const state = ticketsOf(run.state).find((each) => each.ticketNo === ticketNo)?.state;
  switch (move?.result) {
    case 'done': {
      const moved = state !== undefined && isWhereMoved(state, action) ? state : TICKET_MOVES[action].to;
      const done = { ticketNo, result: 'done', state: moved } as const;
      if (voucher === 'gift') return { ...done, voucher, movesMoney: false };
      return { ...done, voucher, movesMoney: movesMoney(run.state, ticket, Date.now()) };
    }
    case 'refused':
      return { ticketNo, result: 'refused', refusal: explain(run, action, move) };
    case 'notSent':
      return { ticketNo, result: 'refused', refusal: unsent(move) };
    case 'unknown':
      return { ticketNo, result: 'unknown', ...(state !== undefined && { state }) };
    case undefined:
      return { ticketNo, result: 'unknown' };
  }
}

/** What ECPay's record tells by now of what stood in the way; else ECPay's own words. */
function explain(
  { state }: OrderRun,
  action: TicketAction,
  { ticketNo, code, words }: Extract<TicketMove, { result: 'refused' }>,
): CounterRefusal {
  const ticket = ticketsOf(state).find((each) => each.ticketNo === ticketNo);
  const known = ticket && refusalOf(ticket, state.uses, action, Date.now());
  return known ?? { code: 'PROVIDER_REFUSED', words: `${code} ${words}` };
}

function unsent(move: Extract<TicketMove, { result: 'notSent' }>): CounterRefusal {
  switch (move.why) {
    case 'outOfTime':
      return OUT_OF_TIME;
    case 'throttled': {
      const retryAt = new Date(move.retryAt).toISOString();
      return {
        code: 'THROTTLED',
        words: `ECPay takes no calls for this merchant before ${retryAt}. Nothing was sent.`,
        retryAt,
      };
    }
    case 'failed':
      return {
        code: 'PROVIDER_UNAVAILABLE',
        words: `ECPay could not be asked, and nothing was sent: ${move.code} ${move.words}`,
      };
  }
}
