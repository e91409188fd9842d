/** Ticket actions of the merchant: the four updates, and reused update ids. */
import { expect } from '@jest/globals';
import fc from 'fast-check';
import {
  TicketActionRefusedError,
  OrderEndedError,
  UpdateConflictError,
  type TicketActionOutcome,
  type OrderSnapshot,
  type TicketSelection,
} from '../../../client/index.js';
import type { Ticket } from '../../../ecticket/provider-order.js';
import { hasReachedState, TICKET_TRANSITIONS, type TicketAction } from '../../../workflows/messages/ticket-actions.js';
import { isActionAllowed, applyAction, stateOf, today, type Model, type ModelTicket } from '../model.js';
import type { CompletedAction, RealOrder } from '../real-order.js';
import { recordIssuedTickets, ModelCommand } from './step.js';
import { breakEndpoint, type Endpoint } from './faults.js';

type Choice = 'ticketNo' | 'writeOffNo' | 'count' | 'all' | 'unknown';

const ENDPOINTS = {
  redeem: 'WriteOff',
  cancelRedemption: 'WriteOff',
  refund: 'Refund',
  cancelRefund: 'Refund',
} as const satisfies Record<TicketAction, Endpoint>;

class TicketActionCommand extends ModelCommand {
  constructor(
    readonly action: TicketAction,
    readonly choice: Choice,
    readonly index: number,
    readonly twice: boolean,
    /** ECPay acts, and its reply is lost. */
    readonly losesReply: boolean,
  ) {
    super();
  }

  protected async act(model: Model, real: RealOrder): Promise<void> {
    const tickets = this.#selection(model);
    const updateId = `${real.tradeNo}-${real.environment.newNumber()}`;
    const send = () => real.whileTimePasses(real.client[this.action](real.ref, { tickets }, { updateId }));
    if (this.losesReply) await breakEndpoint(model, real, ENDPOINTS[this.action], 'resetAfter', 1);
    await real.untilQuiet();
    const before = await real.snapshot();
    let outcome: TicketActionOutcome;
    try {
      outcome = await send();
    } catch (error) {
      const after = await real.snapshot();
      expect([TicketActionRefusedError, OrderEndedError]).toContain((error as Error).constructor);
      const wasPossible = [before, after].every((each) => isPossible(model, each, this.action, tickets));
      expect({ refused: String(error), wasPossible }).toMatchObject({ wasPossible: false });
      return;
    }
    // The tickets may have been issued meanwhile.
    recordIssuedTickets(model, real);
    for (const each of outcome.tickets) checkOutcome(model, real, this.action, each);
    real.lastAction = { action: this.action, tickets, updateId, outcome, runId: await real.runId() };
    // The time-skipping server has no outcomes of closed runs.
    if (this.twice && (await real.isRunning())) expect(await send()).toEqual(outcome);
  }

  #selection(model: Model): TicketSelection {
    const { tickets } = model;
    const chosen = tickets[this.index % tickets.length];
    switch (this.choice) {
      case 'ticketNo':
        return { ticketNo: chosen?.ticketNo ?? 'NONE' };
      case 'writeOffNo':
        return { writeOffNo: chosen?.writeOffNo ?? 'NONE' };
      case 'count':
        return { count: 1 + this.index };
      case 'all':
        return { count: Math.max(tickets.filter((ticket) => isActionAllowed(model, ticket, this.action)).length, 1) };
      case 'unknown':
        return { ticketNo: 'UNKNOWN' };
    }
  }

  toString(): string {
    const flags = `${this.twice ? ', twice' : ''}${this.losesReply ? ', reply lost' : ''}`;
    return `ticketAction(${this.action}, ${this.choice} #${this.index}${flags})`;
  }
}

/** Reuses the update id of the last action, for the same request or for another one. */
class ReuseUpdateId extends ModelCommand {
  constructor(readonly request: 'same' | 'another action' | 'another operator' | 'a decision') {
    super();
  }

  protected async act(_model: Model, real: RealOrder): Promise<void> {
    const { lastAction } = real;
    const runId = await real.runId();
    if (lastAction === undefined || runId === undefined || lastAction.runId !== runId) return;
    const reproduce = real.whileTimePasses<unknown>(this.#send(real, lastAction));
    if (this.request === 'same') expect(await reproduce).toEqual(lastAction.outcome);
    else await expect(reproduce).rejects.toThrow(UpdateConflictError);
  }

  #send({ client, ref }: RealOrder, { action, tickets, updateId }: CompletedAction): Promise<unknown> {
    switch (this.request) {
      case 'same':
        return client[action](ref, { tickets }, { updateId });
      case 'another action':
        return client[action === 'redeem' ? 'refund' : 'redeem'](ref, { tickets }, { updateId });
      case 'another operator':
        return client[action](ref, { tickets, operator: 'Bob' }, { updateId });
      case 'a decision':
        return client.abandon(ref, { by: 'Ann', why: 'the customer called' }, { updateId });
    }
  }

  toString(): string {
    return `reuseUpdateId(${this.request})`;
  }
}

/** Checks one ticket's outcome: `done` must have been possible, and `refused` impossible. */
function checkOutcome(
  model: Model,
  real: RealOrder,
  action: TicketAction,
  outcome: TicketActionOutcome['tickets'][number],
): void {
  const ticket = model.tickets.find(({ ticketNo }) => ticketNo === outcome.ticketNo);
  if (ticket === undefined) throw new Error(`The outcome names the unknown ticket ${outcome.ticketNo}.`);
  const could = isActionAllowed(model, ticket, action);
  const { result } = outcome;
  // Only an action that ECPay accepted is done. After a lost reply the outcome is unknown, whatever the record shows.
  if (result === 'done') expect({ action, ticket, could }).toMatchObject({ could: true });
  if (result === 'refused' && !model.faulty) expect({ outcome, could }).toMatchObject({ could: false });
  if (result === 'unknown') expect(model.faulty).toBe(true);
  if (result === 'done' || (result === 'unknown' && isApplied(real, ticket, action))) applyAction(ticket, action);
}

function isApplied(real: RealOrder, { ticketNo }: ModelTicket, action: TicketAction): boolean {
  const useStatus = real.record()?.tickets.find((each) => each.ticketNo === ticketNo)?.useStatus;
  return hasReachedState(useStatus && (['unused', 'redeemed', 'refunded', 'expired'] as const)[useStatus - 1], action);
}

/** Whether the action is possible according to the order's snapshot. */
function isPossible(
  model: Model,
  shown: OrderSnapshot | undefined,
  action: TicketAction,
  selection: TicketSelection,
): boolean {
  const seen = visibleTickets(model, shown);
  const able = seen.filter((ticket) => stateNow(ticket, model) === TICKET_TRANSITIONS[action].from);
  if ('count' in selection) return able.length >= selection.count;
  return able.some(({ ticketNo, writeOffNo }) => {
    if ('ticketNo' in selection) return ticketNo === selection.ticketNo;
    return 'writeOffNo' in selection ? writeOffNo === selection.writeOffNo : selection.ticketNos.includes(ticketNo);
  });
}

/** The tickets that the action sees. An unknown or abandoned order is adopted and reads ECPay's record. */
function visibleTickets(model: Model, shown: OrderSnapshot | undefined): readonly (Ticket | ModelTicket)[] {
  switch (shown?.status) {
    case 'active':
    case 'settled':
    case 'released':
      return shown.tickets;
    case undefined:
    case 'abandoned':
      return model.tickets;
    default:
      return [];
  }
}

function stateNow(ticket: Ticket | ModelTicket, model: Model): Ticket['state'] {
  return ticket.state === 'expired' ? 'expired' : stateOf(ticket as ModelTicket, today(model));
}

export const ticketActions = fc
  .tuple(
    fc.constantFrom<TicketAction>('redeem', 'redeem', 'cancelRedemption', 'refund', 'cancelRefund'),
    fc.constantFrom<Choice>('ticketNo', 'ticketNo', 'writeOffNo', 'writeOffNo', 'count', 'all', 'all', 'unknown'),
    fc.nat(2),
    fc.boolean(),
    fc.constantFrom(false, false, false, true),
  )
  .map(
    ([action, choice, index, twice, losesReply]) => new TicketActionCommand(action, choice, index, twice, losesReply),
  );

export const reusedUpdateIds = fc
  .constantFrom('same' as const, 'another action' as const, 'another operator' as const, 'a decision' as const)
  .map((request) => new ReuseUpdateId(request));
