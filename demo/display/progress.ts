import type { TicketState } from '../../ecticket/index.js';
import type { MerchantEvent, OrderSnapshot, OrderStatus } from '../../index.js';
import type { DemoOrder } from '../context.js';
import { eventInWords, NO_TICKETS } from './format-events.js';

/** What is shown of an order on its way. */
export interface Line {
  readonly title: string;
  readonly tradeNo: string;
  status: OrderStatus | undefined;
  counts: OrderSnapshot['counts'];
  /** The last thing that happened. */
  last: string;
}

/** Where progress is shown. */
export interface Screen {
  /** One of all the lines has changed, in this way. */
  changed(lines: readonly Line[], line: Line, how: string): void;
  /** No line will change any more. */
  end(): void;
}

/** Gathers what is known of the orders, as a shop's backend would: from its events, and from a list of orders. */
export class Progress {
  readonly #lines: ReadonlyMap<string, Line>;
  readonly #tickets = new Map<string, Map<string, TicketState>>();

  constructor(
    casts: readonly DemoOrder[],
    private readonly screen: Screen,
  ) {
    const blank = { status: undefined, counts: NO_TICKETS, last: '' };
    this.#lines = new Map(
      casts.map(({ scenario, tradeNo }) => [tradeNo, { title: scenario.title, tradeNo, ...blank }]),
    );
  }

  /** Something was done. */
  say(tradeNo: string, what: string): void {
    this.#change(tradeNo, { last: what }, what);
  }

  /** The shop was told something. */
  hear(event: MerchantEvent): void {
    const tradeNo = event.order.merchantTradeNo ?? event.order.freeTradeNo ?? '';
    const tickets = this.#tickets.get(tradeNo) ?? new Map<string, TicketState>();
    this.#tickets.set(tradeNo, tickets);
    if ('tickets' in event.data) for (const { ticketNo, state } of event.data.tickets) tickets.set(ticketNo, state);
    const counts = { ...NO_TICKETS };
    for (const state of tickets.values()) counts[state] += 1;
    const what = eventInWords(event);
    this.#change(tradeNo, { counts, last: what }, what);
  }

  /** Temporal says where the order stands. */
  see(tradeNo: string, status: OrderStatus): void {
    if (this.#lines.get(tradeNo)?.status !== status) this.#change(tradeNo, { status }, `→ ${status}`);
  }

  end(): void {
    this.screen.end();
  }

  #change(tradeNo: string, change: Partial<Line>, how: string): void {
    const line = this.#lines.get(tradeNo);
    if (line !== undefined) this.screen.changed([...this.#lines.values()], Object.assign(line, change), how);
  }
}
