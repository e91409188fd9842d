import type { Order, Ticket, TradeNumberField } from './order.js';

/** Every order of the sandbox by merchant and trade number, and every ticket by its two numbers. */
export class OrderStore {
  readonly #orders = new Map<string, Order>();
  readonly #tickets = new Map<string, { readonly order: Order; readonly ticket: Ticket }>();

  /** The order under this number, entered if need be. MerchantTradeNo and FreeTradeNo share one range: a choice. */
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

  /** In the order of their first Issue. */
  all(): Order[] {
    return [...this.#orders.values()];
  }

  addTicket(order: Order, ticket: Ticket): void {
    order.tickets.push(ticket);
    this.#tickets.set(ticket.ticketNo, { order, ticket });
    this.#tickets.set(ticket.writeOffNo, { order, ticket });
  }

  /** By TicketNo or WriteOffNo. */
  findTicket(number: string): { readonly order: Order; readonly ticket: Ticket } | undefined {
    return this.#tickets.get(number);
  }
}

function key(merchantId: string, tradeNo: string): string {
  return `${merchantId}/${tradeNo}`;
}
