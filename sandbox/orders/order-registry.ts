import type { Order, Ticket, TradeNumberField } from './order.js';

/** Stores every order by merchant and trade number, and every ticket by its two numbers. */
export class OrderRegistry {
  readonly #orders = new Map<string, Order>();
  readonly #tickets = new Map<string, { readonly order: Order; readonly ticket: Ticket }>();

  /**
   * Returns the order with this trade number, or creates it. MerchantTradeNo and FreeTradeNo share one range, which is
   * the sandbox's choice.
   */
  findOrCreate(merchantId: string, tradeNo: string, tradeNumberField: TradeNumberField): Order {
    const existing = this.find(merchantId, tradeNo);
    if (existing !== undefined) return existing;
    const order: Order = {
      merchantId,
      tradeNo,
      tradeNumberField,
      status: 'called',
      remark: '',
      issueCalls: 0,
      issuances: 0,
      tickets: [],
      callbacks: [],
    };
    this.#orders.set(key(merchantId, tradeNo), order);
    return order;
  }

  find(merchantId: string, tradeNo: string): Order | undefined {
    return this.#orders.get(key(merchantId, tradeNo));
  }

  /** Returns all orders, in the sequence of their first Issue request. */
  all(): Order[] {
    return [...this.#orders.values()];
  }

  addTicket(order: Order, ticket: Ticket): void {
    order.tickets.push(ticket);
    this.#tickets.set(ticket.ticketNo, { order, ticket });
    this.#tickets.set(ticket.writeOffNo, { order, ticket });
  }

  /** Finds a ticket by its TicketNo or its WriteOffNo. */
  findTicket(number: string): { readonly order: Order; readonly ticket: Ticket } | undefined {
    return this.#tickets.get(number);
  }
}

function key(merchantId: string, tradeNo: string): string {
  return `${merchantId}/${tradeNo}`;
}
