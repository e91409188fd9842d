/** Translates the results of `updateTickets`: into changes of the order's state, and into outcomes for the caller. */
import { ApplicationFailure } from '@temporalio/workflow';
import type { Ticket } from '../../ecticket/provider-order.js';
import type { TicketUpdateResult, UpdateTicketsResult } from '../messages/activities.js';
import { refusalOf } from '../messages/select-tickets.js';
import {
  hasReachedState,
  TICKET_TRANSITIONS,
  type TicketAction,
  type TicketActionOutcome,
  type TicketActionRefusal,
  type TicketActionRequest,
  type TicketOutcome,
  type TicketUse,
} from '../messages/ticket-actions.js';
import type { OrderRun } from '../order-run.js';
import { movesMoney } from '../state/escrow.js';
import { ticketsOf } from '../state/stage.js';

export const OUT_OF_TIME: TicketActionRefusal = {
  code: 'OUT_OF_TIME',
  message:
    'The time limit of one minute was nearly reached before the request could be sent to ECPay. Retry the action.',
};

/** Applies to the order what an action has done: who redeemed which tickets, and ECPay's record afterwards. */
export function applyResults(
  run: OrderRun,
  action: TicketAction,
  request: TicketActionRequest,
  { results, record }: UpdateTicketsResult,
  asOf: number,
): void {
  if (action === 'redeem') {
    const ticketNos = results.filter(({ result }) => result === 'done').map(({ ticketNo }) => ticketNo);
    run.apply({ type: 'ticketsRedeemed', ticketNos, use: useNow(request) });
  }
  if (record !== undefined) run.apply({ type: 'reconciled', record, asOf });
  if (record === undefined || results.some(({ result }) => result === 'unknown'))
    run.apply({ type: 'reconciliationRequested' });
}

function useNow({ storeId, operator }: TicketActionRequest): TicketUse {
  return {
    at: new Date(Date.now()).toISOString(),
    ...(storeId !== undefined && { storeId }),
    ...(operator !== undefined && { operator }),
  };
}

/** The outcome of one ticket for the caller. Call this after {@link applyResults}. */
export function outcomeOf(
  run: OrderRun,
  action: TicketAction,
  ticket: Ticket,
  result: TicketUpdateResult | undefined,
): TicketOutcome {
  const { ticketNo, voucher } = ticket;
  const state = ticketsOf(run.state).find((each) => each.ticketNo === ticketNo)?.state;
  switch (result?.result) {
    case 'done': {
      const newState = state !== undefined && hasReachedState(state, action) ? state : TICKET_TRANSITIONS[action].to;
      const done = { ticketNo, result: 'done', state: newState } as const;
      if (voucher === 'gift') return { ...done, voucher, movesMoney: false };
      return { ...done, voucher, movesMoney: movesMoney(run.state, ticket, Date.now()) };
    }
    case 'refused':
      return { ticketNo, result: 'refused', refusal: refusalByECPay(run, action, result) };
    case 'notSent':
      return { ticketNo, result: 'refused', refusal: refusalOfUnsent(result) };
    case 'unknown':
      return { ticketNo, result: 'unknown', ...(state !== undefined && { state }) };
    case undefined:
      return { ticketNo, result: 'unknown' };
  }
}

/**
 * The refusal as an outcome, if the caller requested a count. The client can then distinguish it from a validator's
 * rejection, which leaves the update id unused.
 */
export function refusedOutcome(
  { requested, tickets }: TicketActionRequest,
  error: unknown,
): TicketActionOutcome | undefined {
  if (requested === undefined || !('ticketNos' in tickets) || !(error instanceof ApplicationFailure)) return undefined;
  const [refusal] = (error.details ?? []) as [TicketActionRefusal?];
  return refusal && { tickets: tickets.ticketNos.map((ticketNo) => ({ ticketNo, result: 'refused', refusal })) };
}

/**
 * In a run that was reset, turns `refused` into `unknown` for tickets that already have the requested state: the
 * original run may have acted on them for this very update. Otherwise a client that requested a count would act on
 * other tickets too.
 */
export function markUncertain(
  run: OrderRun,
  action: TicketAction,
  request: TicketActionRequest,
  outcome: TicketActionOutcome,
): TicketActionOutcome {
  if (!run.wasReset || request.requested === undefined) return outcome;
  const states = new Map(ticketsOf(run.state).map(({ ticketNo, state }) => [ticketNo, state]));
  return {
    tickets: outcome.tickets.map((each): TicketOutcome => {
      const state = states.get(each.ticketNo);
      if (each.result !== 'refused' || state === undefined || !hasReachedState(state, action)) return each;
      return { ticketNo: each.ticketNo, result: 'unknown', state };
    }),
  };
}

/** The reason according to ECPay's latest record of the ticket, otherwise ECPay's own code and message. */
function refusalByECPay(
  { state }: OrderRun,
  action: TicketAction,
  { ticketNo, code, message }: Extract<TicketUpdateResult, { result: 'refused' }>,
): TicketActionRefusal {
  const ticket = ticketsOf(state).find((each) => each.ticketNo === ticketNo);
  const byRecord = ticket && refusalOf(ticket, state.uses, action, Date.now());
  return byRecord ?? { code: 'PROVIDER_REFUSED', message: `${code} ${message}` };
}

function refusalOfUnsent(result: Extract<TicketUpdateResult, { result: 'notSent' }>): TicketActionRefusal {
  switch (result.reason) {
    case 'outOfTime':
      return OUT_OF_TIME;
    case 'throttled': {
      const retryAt = new Date(result.retryAt).toISOString();
      return {
        code: 'THROTTLED',
        message: `ECPay throttles this merchant until ${retryAt}. The request was not sent.`,
        retryAt,
      };
    }
    case 'failed':
      return {
        code: 'PROVIDER_UNAVAILABLE',
        message: `ECPay could not be reached, and the request was not sent: ${result.code} ${result.message}`,
      };
  }
}
