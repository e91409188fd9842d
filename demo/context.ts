/** What the demo plays, and with what. */
import type { ECTicketClient, TicketOrder } from '../index.js';
import type { ECPay } from './ecpay.js';
import type { MerchantWebhook } from './merchant-webhook.js';
import type { Scenario } from './scenarios/scenario.js';

/** What every order of the demo is played with. */
export interface Context {
  readonly ecticket: ECTicketClient;
  readonly ecpay: ECPay;
  readonly shop: MerchantWebhook;
  /** Aborted when the demo is interrupted. */
  readonly signal: AbortSignal;
}

/** An order of the demo. */
export interface DemoOrder {
  readonly scenario: Scenario;
  readonly tradeNo: string;
  readonly order: TicketOrder;
}
