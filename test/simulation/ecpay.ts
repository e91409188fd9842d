/** ECPay's and the merchant's side of a simulated order: what they have, and how they answer the activities. */
import type { ProviderOrder, Ticket } from '../../ecticket/provider-order.js';
import type {
  CheckPaymentRequest,
  CheckPaymentResult,
  IssueOutcome,
  IssueRequest,
  PollIssuanceRequest,
  PollIssuanceResult,
  PollRefundRequest,
  PollRefundResult,
  TicketUpdateResult,
  UpdateTicketsRequest,
  UpdateTicketsResult,
} from '../../workflows/messages/activities.js';
import type { Payment } from '../../workflows/messages/order.js';
import { paymentRefusal } from '../../workflows/messages/payment-refusal.js';
import { isResubmitted, isUnanswered } from '../../workflows/messages/submission.js';
import { hasReachedState, TICKET_TRANSITIONS, type TicketAction } from '../../workflows/messages/ticket-actions.js';
import { dayInTaipei } from '../support/orders.js';
import type { Plan } from './plan.js';

const PRICE = 680;

/** The activity is attempted again later. */
export const PENDING = Symbol('pending');

export class SimulatedECPay {
  status: 'unknown' | 'processing' | 'issued' | 'failed' = 'unknown';
  /** ECPay refuses the order. */
  isRefusing = false;
  trustsNotices = false;
  /** The payment that ECPay's payment system has. */
  payment: Required<Pick<Payment, 'amount' | 'reference' | 'method'>> | undefined;
  isPlacementValid = true;
  tickets: Ticket[] = [];
  /** What the bank has paid back, in NT$. */
  paidBack = 0;
  /** Every change of a ticket, such as `redeem T1`. */
  readonly changes: string[] = [];
  /** The tickets as they were before each change, and when it happened (ms since the epoch). */
  readonly #versions: { readonly at: number; readonly tickets: readonly Ticket[] }[] = [];
  readonly #escrowEndsOn: string | undefined;
  readonly #voucher: Ticket['voucher'];
  readonly #isPaper: boolean;
  /** What the merchant keeps of each refunded ticket, in NT$. */
  readonly #fee: number;

  constructor(plan: Pick<Plan, 'goods' | 'hasEscrow' | 'hasRefundFee'>, now: number) {
    this.#escrowEndsOn = plan.hasEscrow && plan.goods !== 'gift' ? dayInTaipei(now, 60) : undefined;
    this.#voucher = plan.goods === 'gift' ? 'gift' : 'pickup';
    this.#isPaper = plan.goods === 'paper';
    this.#fee = plan.hasRefundFee && plan.goods !== 'gift' ? PRICE / 2 : 0;
  }

  /** Issues tickets for items with this number. */
  issueTickets(itemNo: string, count: number): void {
    this.status = 'issued';
    this.tickets = Array.from({ length: count }, (_each, index): Ticket => ({
      ticketNo: `T${index + 1}`,
      state: 'unused',
      voucher: this.#voucher,
      itemNo,
      price: this.#voucher === 'gift' ? 0 : PRICE,
      ...(this.#voucher === 'gift' && { expiresOn: '20991231' }),
    }));
  }

  get record(): ProviderOrder {
    return this.#recordOf(this.tickets);
  }

  /** The record as it was before anything that happened from this moment on (ms since the epoch). */
  recordBefore(time: number): ProviderOrder {
    const next = this.#versions.find(({ at }) => at >= time);
    return this.#recordOf(next?.tickets ?? this.tickets);
  }

  #recordOf(tickets: readonly Ticket[]): ProviderOrder {
    const amountOf = (state: Ticket['state']) =>
      tickets.reduce((sum, ticket) => (ticket.state === state ? sum + ticket.price : sum), 0);
    return {
      ticketTradeNo: 'TT1',
      tradeAmount: tickets.reduce((sum, { price }) => sum + price, 0),
      redeemedAmount: amountOf('redeemed'),
      refundedAmount: amountOf('refunded'),
      refundFee: tickets.filter(({ state }) => state === 'refunded').length * this.#fee,
      ...(this.#escrowEndsOn !== undefined && { escrowEndsOn: this.#escrowEndsOn }),
      tickets: [...tickets],
    };
  }

  /** Changes a ticket if its state allows it, as a clerk's scan or an activity does. */
  changeTicket(ticketNo: string, action: TicketAction, now: number): boolean {
    const ticket = this.tickets.find((each) => each.ticketNo === ticketNo);
    const { from, to } = TICKET_TRANSITIONS[action];
    if (ticket?.state !== from) return false;
    const { redeemedOn: _redeemed, refundedOn: _refunded, ...rest } = ticket;
    this.#versions.push({ at: now, tickets: this.tickets });
    this.changes.push(`${action} ${ticketNo}`);
    const today = dayInTaipei(now, 0);
    const day = { ...(to === 'redeemed' && { redeemedOn: today }), ...(to === 'refunded' && { refundedOn: today }) };
    this.tickets = this.tickets.map((each) => (each === ticket ? { ...rest, ...day, state: to } : each));
    return true;
  }

  /** The bank pays everything back that is due. */
  payBack(): void {
    const { refundedAmount, refundFee } = this.record;
    this.paidBack = this.#escrowEndsOn === undefined ? 0 : refundedAmount - refundFee;
  }

  /** @param mayHaveBeenSent an earlier attempt may have sent the order */
  issue(
    { order, priorSubmission, paymentCheck }: IssueRequest,
    mayHaveBeenSent: boolean,
  ): IssueOutcome | typeof PENDING {
    const isInDoubt = mayHaveBeenSent || isUnanswered(priorSubmission);
    const payment = paymentCheck && this.#findPayment(paymentCheck.source);
    if (paymentCheck !== undefined && payment === undefined) return isInDoubt ? PENDING : { outcome: 'notSent' };
    const checked = payment !== undefined && { payment };
    if (payment?.outcome === 'paid' && paymentRefusal(paymentCheck?.due, payment) !== undefined)
      return { outcome: 'notSent', ...checked };
    const isOldFailure = this.status === 'failed' && isResubmitted(priorSubmission) && !mayHaveBeenSent;
    if ((priorSubmission !== 'nothing' || isInDoubt) && this.status !== 'unknown' && !isOldFailure)
      return { outcome: 'accepted', numberWasKnown: true, ...checked };
    if (this.isRefusing) return { outcome: 'refused', code: '10100', message: 'off sale', ...checked };
    if (this.status !== 'unknown' && !isOldFailure) return this.#issueAgain(checked);
    if (this.#isPaper) this.issueTickets(order.items[0]?.itemNo ?? '', 2);
    else this.status = 'processing';
    return { outcome: 'accepted', numberWasKnown: false, ...checked };
  }

  /** Whether the tickets under the number are another order's. */
  isNumberOfAnotherOrder = false;

  /** ECPay refuses a number that is taken; the activity then finds the order under it. */
  #issueAgain(checked: object | false): IssueOutcome {
    if (!this.isNumberOfAnotherOrder) throw new Error('Issue was sent twice for one order, without a query between.');
    return { outcome: 'accepted', numberWasKnown: true, ...checked };
  }

  #findPayment(source: Payment['source']): Extract<CheckPaymentResult, { outcome: 'paid' | 'trusted' }> | undefined {
    if (source === 'aioNotice' && this.trustsNotices) return { outcome: 'trusted' };
    return this.payment && { outcome: 'paid', ...this.payment };
  }

  checkPayment(
    { source, pollUntil = Infinity }: CheckPaymentRequest,
    now: number,
    isAnswering: boolean,
  ): CheckPaymentResult | typeof PENDING {
    const found = isAnswering ? this.#findPayment(source) : undefined;
    if (found !== undefined) return found;
    if (now < pollUntil) return PENDING;
    if (isAnswering) return { outcome: 'unpaid', code: '0' };
    return { outcome: 'unanswered', code: 'TIMED_OUT', message: 'no answer' };
  }

  pollIssuance(request: PollIssuanceRequest, now: number): PollIssuanceResult | typeof PENDING {
    const { pollUntil = Infinity, mayBeUnknown, ticketsOrdered = 0 } = request;
    if (this.status === 'failed') return { outcome: 'failed', message: 'the job failed' };
    if (this.status === 'unknown' && mayBeUnknown === true) return { outcome: 'unknown' };
    if (this.status === 'issued' && this.tickets.length >= ticketsOrdered)
      return { outcome: 'issued', record: this.record, asOf: now };
    if (now < pollUntil) return PENDING;
    return this.status === 'processing'
      ? { outcome: 'processing' }
      : { outcome: 'processing', code: 'BUSINESS_REFUSAL' };
  }

  pollRefund({ confirmed, pollingSince, timing }: PollRefundRequest, now: number): PollRefundResult | typeof PENDING {
    if (this.paidBack > confirmed) return { refundedAmount: this.paidBack };
    return now < pollingSince + timing.refundLimit ? PENDING : {};
  }

  /** @param hasActedBefore an earlier attempt may have changed the tickets */
  updateTickets(
    { action, tickets }: UpdateTicketsRequest,
    now: number,
    hasActedBefore: boolean,
    variant: number,
  ): UpdateTicketsResult {
    const results = tickets.map(({ ticketNo }): TicketUpdateResult => {
      if (variant % 10 === 1) return { ticketNo, result: 'notSent', reason: 'outOfTime' };
      const before = this.tickets.find((each) => each.ticketNo === ticketNo)?.state;
      if (this.changeTicket(ticketNo, action, now))
        return { ticketNo, result: variant % 10 === 2 ? 'unknown' : 'done' };
      if (hasActedBefore && hasReachedState(before, action)) return { ticketNo, result: 'unknown' };
      return { ticketNo, result: 'refused', code: '10200', message: 'another state' };
    });
    return variant % 7 === 3 ? { results } : { results, record: this.record };
  }

  /** A read that lacks a ticket, as ECPay's replies sometimes do. */
  incompleteRecord(): ProviderOrder {
    return { ...this.record, tickets: this.tickets.slice(1) };
  }
}
