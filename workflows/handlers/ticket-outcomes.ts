/** What became of tickets that an action was asked for: for the order, and for the caller. */
import type { Ticket } from '../../ecticket/provider-order.js';
import { refusalOf } from '../messages/select-tickets.js';
import {
  hasReachedState,
  TICKET_TRANSITIONS,
  type TicketActionRefusal,
  type TicketAction,
  type TicketActionRequest,
  type TicketOutcome,
  type TicketUse,
} from '../messages/ticket-actions.js';
import { movesMoney } from '../state/escrow.js';
import type { OrderRun } from '../order-run.js';
import { ticketsOf } from '../state/stage.js';
import type { TicketUpdateResult, UpdateTicketsResult } from '../messages/activities.js';

export const OUT_OF_TIME: TicketActionRefusal = {
  code: 'OUT_OF_TIME',
  words: 'There was no time left to ask ECPay, and nothing was sent. Ask again.',
};

/** What the order learns from an action: who redeemed, and ECPay's record after it. */
export function recordOutcome(
  run: OrderRun,
  action: TicketAction,
  request: TicketActionRequest,
  { moves, record }: UpdateTicketsResult,
  asOf: number,
): void {
  if (action === 'redeem') {
    const ticketNos = moves.filter(({ result }) => result === 'done').map(({ ticketNo }) => ticketNo);
    run.apply({ type: 'ticketsRedeemed', ticketNos, use: useNow(request) });
  }
  if (record !== undefined) run.apply({ type: 'reconciled', record, asOf });
  if (record === undefined || moves.some(({ result }) => result === 'unknown'))
    run.apply({ type: 'reconciliationRequested' });
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
  move: TicketUpdateResult | undefined,
): TicketOutcome {
  const { ticketNo, voucher } = ticket;
  const state = ticketsOf(run.state).find((each) => each.ticketNo === ticketNo)?.state;
  switch (move?.result) {
    case 'done': {
      const moved = state !== undefined && hasReachedState(state, action) ? state : TICKET_TRANSITIONS[action].to;
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
  { ticketNo, code, words }: Extract<TicketUpdateResult, { result: 'refused' }>,
): TicketActionRefusal {
  const ticket = ticketsOf(state).find((each) => each.ticketNo === ticketNo);
  const known = ticket && refusalOf(ticket, state.uses, action, Date.now());
  return known ?? { code: 'PROVIDER_REFUSED', words: `${code} ${words}` };
}

function unsent(move: Extract<TicketUpdateResult, { result: 'notSent' }>): TicketActionRefusal {
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
