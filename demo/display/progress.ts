import type { TicketState } from '../../ecticket/index.js';
import type { MerchantEvent, OrderSnapshot, OrderStatus } from '../../index.js';
import type { DemoOrder } from '../orders.js';

export const NO_TICKETS: OrderSnapshot['counts'] = { unused: 0, redeemed: 0, refunded: 0, expired: 0 };

/** The progress of one order. */
export interface OrderProgress {
  readonly title: string;
  readonly tradeNo: string;
  status: OrderStatus | undefined;
  counts: OrderSnapshot['counts'];
  /** The latest action or event. */
  last: string;
}

/** Shows the progress of all orders. */
export interface ProgressOutput {
  /** Called after every change. `change` describes what changed in `order`. */
  update(orders: readonly OrderProgress[], order: OrderProgress, change: string): void;
  /** Called once, after the last change. */
  end(): void;
}

/**
 * Collects the progress of all orders from the merchant's events and the list of orders, as a merchant's backend would.
 */
export class Progress {
  readonly #orders: ReadonlyMap<string, OrderProgress>;
  readonly #tickets = new Map<string, Map<string, TicketState>>();

  constructor(
    orders: readonly DemoOrder[],
    private readonly output: ProgressOutput,
  ) {
    const initial = { status: undefined, counts: NO_TICKETS, last: '' };
    this.#orders = new Map(
      orders.map(({ scenario, tradeNo }) => [tradeNo, { title: scenario.title, tradeNo, ...initial }]),
    );
  }

  /** Shows what the customer, the merchant, a clerk or ECPay did. */
  showAction(tradeNo: string, text: string): void {
    this.#update(tradeNo, { last: text }, text);
  }

  /** Shows an event that the merchant received, and counts its tickets. */
  showEvent(event: MerchantEvent): void {
    const tradeNo = event.order.merchantTradeNo ?? event.order.freeTradeNo ?? '';
    const tickets = this.#tickets.get(tradeNo) ?? new Map<string, TicketState>();
    this.#tickets.set(tradeNo, tickets);
    if ('tickets' in event.data) for (const { ticketNo, state } of event.data.tickets) tickets.set(ticketNo, state);
    const counts = { ...NO_TICKETS };
    for (const state of tickets.values()) counts[state] += 1;
    const text = formatEvent(event);
    this.#update(tradeNo, { counts, last: text }, text);
  }

  /** Shows the order's status in Temporal, if it changed. */
  showStatus(tradeNo: string, status: OrderStatus): void {
    if (this.#orders.get(tradeNo)?.status !== status) this.#update(tradeNo, { status }, `→ ${status}`);
  }

  end(): void {
    this.output.end();
  }

  #update(tradeNo: string, changes: Partial<OrderProgress>, change: string): void {
    const order = this.#orders.get(tradeNo);
    if (order !== undefined) this.output.update([...this.#orders.values()], Object.assign(order, changes), change);
  }
}

/** Formats an event in one line, such as `event issued: 2 tickets`. */
function formatEvent({ type, data }: MerchantEvent): string {
  switch (type) {
    case 'issued':
    case 'redeemed':
    case 'refunded':
    case 'expired':
    case 'redemptionCancelled':
    case 'refundCancelled':
      return `event ${type}: ${formatTicketCount(data.tickets.length)}`;
    case 'refundConfirmed':
      return `event ${type}: the bank has refunded ${formatAmount(data.refundedAmount)}`;
    case 'unexpectedPayment':
      return `event ${type}: ${formatAmount(data.payment.amount)} to return`;
    case 'needsAttention':
      return `event ${type}: ${data.attention.message ?? data.attention.reason}`;
    default:
      return `event ${type}`;
  }
}

function formatTicketCount(count: number): string {
  return count === 1 ? '1 ticket' : `${count} tickets`;
}

function formatAmount(amount: number | undefined): string {
  return amount === undefined ? 'money' : `NT$${amount.toLocaleString('en-US')}`;
}
