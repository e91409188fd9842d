/**
 * What is true of an order, as a child would keep it: what was paid, what was decided, and every ticket's state. No
 * Temporal, no HTTP, no retries. The commands change it as they change the world; `verdict.ts` compares the two.
 */
import type { Ticket, TicketState } from '../../ecticket/provider-order.js';
import { TICKET_TRANSITIONS, type TicketAction } from '../../workflows/messages/ticket-actions.js';
import type { Attention, Payment } from '../../workflows/messages/order.js';
import { dayInTaipei } from '../support/orders.js';
import { AMOUNTS, type Plan } from './plan.js';

const MINUTE = 60_000;

export type ModelTicket = Pick<Ticket, 'ticketNo' | 'writeOffNo' | 'voucher' | 'price' | 'expiresOn'> & {
  state: Exclude<TicketState, 'expired'>;
};

export interface Model {
  readonly plan: Plan;
  /** Whether workers keep the order in memory. */
  readonly hasCache: boolean;
  /** The server's time, ms since the epoch. */
  now: number;
  /** The last day of its gift vouchers, yyyymmdd. */
  readonly giftsEndOn: string | undefined;
  /** Unpaid by then (ms), the order is cancelled. */
  readonly deadline: number | undefined;
  /** The payment that the order has taken for its own, and those that it has no use for. */
  paid: Payment | undefined;
  readonly extra: Payment[];
  /** When it was cancelled without having been paid, by its deadline or by a person. */
  cancelledUnpaid: boolean;
  /** A person said that it is issued although its payment was wrong or late. */
  resubmitted: boolean;
  /** The people's decisions that were taken. */
  decisions: number;
  /** Why a person may rightly be asked. */
  readonly allowedReasons: Set<Attention['reason']>;
  /** ECPay's endpoints may still fail on request. */
  faulty: boolean;
  /** As ECPay's book must have them; none before the order is issued. */
  tickets: ModelTicket[];
  /** Last day of escrow, yyyymmdd. */
  escrowEndsOn: string | undefined;
}

export function modelOf(plan: Plan, hasCache: boolean, now: number, paid: Payment | undefined): Model {
  const model: Model = {
    plan,
    hasCache,
    now,
    giftsEndOn: ['gift', 'mixed'].includes(plan.goods) ? dayInTaipei(now, plan.giftValidDays) : undefined,
    deadline: plan.deadline === undefined ? undefined : now + plan.deadline * MINUTE,
    paid,
    extra: [],
    cancelledUnpaid: false,
    resubmitted: false,
    decisions: 0,
    allowedReasons: new Set(plan.goods === 'offSale' ? ['issueRefused'] : []),
    faulty: false,
    tickets: [],
    escrowEndsOn: undefined,
  };
  if (paid !== undefined && !isRightAmount(model, paid)) model.allowedReasons.add('amountMismatch');
  return model;
}

export function needsPayment({ plan }: Model): boolean {
  return plan.placed === 'byClient' && plan.goods !== 'gift';
}

/** The order waits for its payment. */
export function awaitsPayment(model: Model): boolean {
  return needsPayment(model) && model.paid === undefined && !model.cancelledUnpaid;
}

/** Whether the amount is the order's, as far as the order knows it. */
export function isRightAmount({ plan }: Model, { amount }: Payment): boolean {
  const known = plan.knowsAmount || plan.goods === 'serialNumber';
  return !known || amount === undefined || amount === AMOUNTS[plan.goods];
}

/** Tickets may exist: paid in time and as much as is due, or nothing is due, or a person wants them all the same. */
export function mayBeIssued(model: Model): boolean {
  const isPaidCorrectly = model.paid !== undefined && !model.cancelledUnpaid && isRightAmount(model, model.paid);
  return !needsPayment(model) || isPaidCorrectly || model.resubmitted;
}

/** Money that was taken, for the order or beside it. */
export function addPayment(model: Model, payment: Payment): void {
  if (isKnown(model, payment)) return;
  if (completesPayment(model, payment)) {
    model.paid = { ...model.paid, ...payment };
    return;
  }
  const isFree = model.plan.placed === 'byClient' && model.plan.goods === 'gift';
  if (model.paid !== undefined || isFree) {
    model.extra.push(payment);
    return;
  }
  model.paid = payment;
  if (model.cancelledUnpaid) model.allowedReasons.add('paidTooLate');
  else if (needsPayment(model) && !isRightAmount(model, payment)) model.allowedReasons.add('amountMismatch');
}

/** The order has this very payment; one without a reference cannot be told from those that are there. */
export function isKnown({ paid, extra }: Model, { reference }: Payment): boolean {
  const known = [paid, ...extra].filter((each) => each !== undefined).map((each) => each.reference);
  return known.length > 0 && (reference === undefined || known.includes(reference));
}

/** The order's payment had no reference, and this is it, unless the amounts say otherwise. */
function completesPayment(model: Model, { amount, reference }: Payment): boolean {
  const { paid } = model;
  if (paid === undefined || paid.reference !== undefined || reference === undefined) return false;
  if (amount === undefined) return true;
  return paid.amount === undefined ? isRightAmount(model, { amount }) : amount === paid.amount;
}

/** The clock stands at `now`. */
export function timePasses(model: Model, now: number): void {
  model.now = now;
  if (awaitsPayment(model) && model.deadline !== undefined && now > model.deadline) model.cancelledUnpaid = true;
  // Gift vouchers that would have lapsed before they are issued are none.
  const areLate = model.giftsEndOn !== undefined && model.giftsEndOn < today(model);
  if (areLate && model.tickets.length === 0) model.allowedReasons.add('invalidOrder');
}

/** yyyymmdd, Asia/Taipei. */
export function today({ now }: Model): string {
  return dayInTaipei(now, 0);
}

export function stateOf({ state, expiresOn }: ModelTicket, day: string): TicketState {
  return state === 'unused' && expiresOn !== undefined && expiresOn < day ? 'expired' : state;
}

/** Whether ECPay would do this to the ticket. */
export function isActionAllowed(model: Model, ticket: ModelTicket, action: TicketAction): boolean {
  const inEscrow = model.escrowEndsOn !== undefined && today(model) <= model.escrowEndsOn;
  const state = action.startsWith('cancel') ? ticket.state : stateOf(ticket, today(model));
  const hasRefundableMoney = action !== 'refund' || ticket.voucher === 'gift' || inEscrow;
  return state === TICKET_TRANSITIONS[action].from && hasRefundableMoney;
}

export function applyAction(ticket: ModelTicket, action: TicketAction): void {
  ticket.state = TICKET_TRANSITIONS[action].to as ModelTicket['state'];
}
