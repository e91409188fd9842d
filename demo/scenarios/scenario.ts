import type { TicketState } from '../../ecticket/index.js';
import type { ECTicketClient, MerchantEventType, OrderStatus, OrderTiming, Payment, TicketOrder } from '../../index.js';
import type { ECPay } from '../ecpay.js';
import type { Bill } from '../merchant-checkout.js';

/** One kind of order, or one path through the lifecycle, from placing the order to its final status. */
export interface Scenario {
  /** For people, at most 25 characters, such as `paper, issued at once`. */
  readonly title: string;
  /** Returns the order under a new trade number. */
  order(tradeNo: string): TicketOrder;
  /** Does what the merchant, its customer, the clerks and ECPay do. Rejects if anything unexpected happens. */
  run(context: ScenarioContext): Promise<void>;
  readonly expected: Expectation;
}

/** How an order should end. */
export interface Expectation {
  readonly status: OrderStatus;
  /** Number of tickets per state. States that are not listed have none. */
  readonly tickets: { readonly [state in TicketState]?: number };
  /**
   * The events that the merchant receives, in order. Consecutive events of one type count as one, because ECPay decides
   * how many redemptions a callback reports.
   */
  readonly events: readonly MerchantEventType[];
}

/** What a scenario uses. */
export interface ScenarioContext {
  readonly order: TicketOrder;
  readonly tradeNo: string;
  /** This package's client, as a merchant's backend uses it. */
  readonly ecticket: ECTicketClient;
  /** Shorter intervals than an order's defaults. */
  readonly timing: Partial<OrderTiming>;
  /** ECPay: its checkout and its back office. */
  readonly ecpay: ECPay;
  /** The customer pays at ECPay through the merchant's own checkout form. Returns the payment that ECPay reported. */
  readonly payAtMerchantCheckout: (bill: Bill) => Promise<Payment>;
  /** Shows an action in the demo's progress. */
  readonly report: (text: string) => void;
  /** Waits until the merchant receives an event of this type. Rejects if the order needs attention instead. */
  readonly waitForEvent: (type: MerchantEventType) => Promise<void>;
  /**
   * Waits until a day has passed at ECPay. The day passes when every other order has ended or waits for it too. Call
   * this at most once per order.
   */
  readonly waitForNextDay: () => Promise<void>;
}
