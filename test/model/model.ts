/**
 * A simple model of an order: its payments, its decisions and the state of every ticket. No Temporal, no HTTP, no
 * retries. Each command changes the model and the real order; `checks.ts` compares the two.
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
  /** Whether workers cache the order. */
  readonly hasCache: boolean;
  /** The server's time, ms since the epoch. */
  now: number;
  /** The last valid day of the gift vouchers, yyyymmdd. */
  readonly giftsEndOn: string | undefined;
  /** The payment deadline, ms since the epoch. */
  readonly deadline: number | undefined;
  /** The payment of the order, and further payments (`unexpectedPayment`). */
  paid: Payment | undefined;
  readonly extra: Payment[];
  /** The payment of a notification that the merchant's own confirmation has replaced. */
  replaced: Payment | undefined;
  /** Whether it was cancelled unpaid, at its deadline or by an operator. */
  cancelledUnpaid: boolean;
  /** Whether an operator had it issued in spite of a wrong or late payment. */
  resubmitted: boolean;
  /** The number of accepted decisions. */
  decisions: number;
  /** The reasons for which the order may need attention. */
  readonly allowedReasons: Set<Attention['reason']>;
  /** Whether a fault may still be active at ECPay's endpoints. */
  faulty: boolean;
  /** The tickets that ECPay's record must show; empty before the order is issued. */
  tickets: ModelTicket[];
  /** The last day of escrow, yyyymmdd. */
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
    replaced: undefined,
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

function needsPayment({ plan }: Model): boolean {
  return plan.placed === 'byClient' && plan.goods !== 'gift';
}

/** Whether the order waits for its payment. */
export function awaitsPayment(model: Model): boolean {
  return needsPayment(model) && model.paid === undefined && !model.cancelledUnpaid;
}

/** Whether the amount matches the order, if the order states its amount. */
function isRightAmount({ plan }: Model, { amount }: Payment): boolean {
  const known = plan.knowsAmount || plan.goods === 'serialNumber';
  return !known || amount === undefined || amount === AMOUNTS[plan.goods];
}

/** Whether tickets may exist: paid in time and in full, or nothing is due, or an operator resubmitted the order. */
export function mayBeIssued(model: Model): boolean {
  return !needsPayment(model) || isPaidAsDue(model) || model.resubmitted;
}

/** Whether the order was paid in time with the right amount. Nobody takes back a payment that was replaced later. */
export function isPaidAsDue(model: Model): boolean {
  const { paid, replaced, cancelledUnpaid } = model;
  const isRight = [replaced, paid].some((payment) => payment !== undefined && isRightAmount(model, payment));
  return needsPayment(model) && !cancelledUnpaid && isRight;
}

/** Records a payment, as the order's own or as a further one. */
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

/** Records the merchant's own confirmation in place of a notification that ECPay had not confirmed. */
export function replaceNotice(model: Model, notice: Payment, payment: Payment): void {
  const { source: _unchecked, ...reported } = notice;
  const isSame = payment.reference === undefined || payment.reference === notice.reference;
  if (!isSame) model.extra.push(notice);
  model.replaced = notice;
  model.paid = isSame ? { ...reported, ...payment } : payment;
  if (!isRightAmount(model, model.paid)) model.allowedReasons.add('amountMismatch');
}

/** Whether the order has this payment already. A payment without a reference equals any known one. */
export function isKnown({ paid, extra }: Model, { reference }: Payment): boolean {
  const known = [paid, ...extra].filter((each) => each !== undefined).map((each) => each.reference);
  return known.length > 0 && (reference === undefined || known.includes(reference));
}

/** Whether this payment adds the reference that the order's payment lacks. Differing amounts rule that out. */
function completesPayment(model: Model, { amount, reference }: Payment): boolean {
  const { paid } = model;
  if (paid === undefined || paid.reference !== undefined || reference === undefined) return false;
  if (amount === undefined) return true;
  return paid.amount === undefined ? isRightAmount(model, { amount }) : amount === paid.amount;
}

/** Sets the model's clock to `now` (ms). */
export function timePasses(model: Model, now: number): void {
  model.now = now;
  if (awaitsPayment(model) && model.deadline !== undefined && now > model.deadline) model.cancelledUnpaid = true;
  // Gift vouchers that have expired before Issue are invalid.
  const areLate = model.giftsEndOn !== undefined && model.giftsEndOn < today(model);
  if (areLate && model.tickets.length === 0) model.allowedReasons.add('invalidOrder');
}

/** Today in Asia/Taipei, yyyymmdd. */
export function today({ now }: Model): string {
  return dayInTaipei(now, 0);
}

export function stateOf({ state, expiresOn }: ModelTicket, day: string): TicketState {
  return state === 'unused' && expiresOn !== undefined && expiresOn < day ? 'expired' : state;
}

/** Whether ECPay accepts this action on the ticket. */
export function isActionAllowed(model: Model, ticket: ModelTicket, action: TicketAction): boolean {
  const inEscrow = model.escrowEndsOn !== undefined && today(model) <= model.escrowEndsOn;
  const state = action.startsWith('cancel') ? ticket.state : stateOf(ticket, today(model));
  const hasRefundableMoney = action !== 'refund' || ticket.voucher === 'gift' || inEscrow;
  return state === TICKET_TRANSITIONS[action].from && hasRefundableMoney;
}

export function applyAction(ticket: ModelTicket, action: TicketAction): void {
  ticket.state = TICKET_TRANSITIONS[action].to as ModelTicket['state'];
}
