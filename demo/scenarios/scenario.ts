import type { ECTicketClient, MerchantEventType, OrderStatus, OrderTiming, Payment, TicketOrder } from '../../index.js';
import type { TicketState } from '../../ecticket/index.js';
import type { ECPay } from '../ecpay.js';
import type { Bill } from '../own-checkout.js';

/** One kind of order, or one road of it, from its placing to its end. */
export interface Scenario {
  /** For people, such as `paper, issued at once`. */
  readonly title: string;
  /** The order under a new trade number. */
  order(tradeNo: string): TicketOrder;
  /** What the shop, its customer, the clerk and ECPay do. Rejects when something else happens than should. */
  play(stage: Stage): Promise<void>;
  readonly expected: Expectation;
}

/** How an order should end. */
export interface Expectation {
  readonly status: OrderStatus;
  /** How many tickets in which state; those that are not named: none. */
  readonly tickets: { readonly [state in TicketState]?: number };
  /** What the shop is told, in this order. Several of a type in a row count as one: how many visits a callback tells of is ECPay's. */
  readonly events: readonly MerchantEventType[];
}

/** What a scenario plays with. */
export interface Stage {
  readonly order: TicketOrder;
  readonly tradeNo: string;
  /** This package's client, as the merchant's backend has it. */
  readonly ecticket: ECTicketClient;
  /** Shorter delays than an order has by itself. */
  readonly timing: Partial<OrderTiming>;
  /** ECPay's stand-in, the customer at its checkout, and the clerk at the counter. */
  readonly ecpay: ECPay;
  /** The customer pays at ECPay with a form of the shop's own code, which ECPay notifies. Answers that payment. */
  readonly payShop: (bill: Bill) => Promise<Payment>;
  /** Tells the spectator what happens. */
  readonly say: (what: string) => void;
  /** Waits until the shop is told the next event of this type. Rejects when the order needs attention instead. */
  readonly hear: (type: MerchantEventType) => Promise<void>;
  /**
   * Waits until a day has passed at ECPay: it does when every other order has ended, or waits for it too. Once an order,
   * at its end.
   */
  readonly untilNextDay: () => Promise<void>;
}
