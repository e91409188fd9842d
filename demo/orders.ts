import type { ECTicketClient, TicketOrder } from '../index.js';
import type { ECPay } from './ecpay.js';
import type { MerchantWebhook } from './merchant-webhook.js';
import { SCENARIOS } from './scenarios/index.js';
import type { Scenario } from './scenarios/scenario.js';

/** One order of the demo and the scenario that it follows. */
export interface DemoOrder {
  readonly scenario: Scenario;
  readonly tradeNo: string;
  readonly order: TicketOrder;
}

/** The clients and servers that every order of the demo uses. */
export interface DemoContext {
  readonly ecticket: ECTicketClient;
  readonly ecpay: ECPay;
  readonly merchant: MerchantWebhook;
  /** Aborted when the demo is interrupted. */
  readonly signal: AbortSignal;
}

/**
 * Creates the demo's orders. The scenarios repeat in turn.
 *
 * @param count Number of orders, at least 1. The default is one order per scenario.
 * @returns Orders whose trade numbers contain the current time, so that no earlier run has used them.
 */
export function createDemoOrders(count: number = SCENARIOS.length): readonly [DemoOrder, ...DemoOrder[]] {
  const runId = new Date().toISOString().replaceAll(/\D/g, '').slice(2, 14);
  const rest = Array.from({ length: count - 1 }, (_, index) => createDemoOrder(index + 1, runId));
  return [createDemoOrder(0, runId), ...rest];
}

function createDemoOrder(index: number, runId: string): DemoOrder {
  const scenario = SCENARIOS[index % SCENARIOS.length] ?? SCENARIOS[0];
  const tradeNo = `D${runId}${String(index + 1).padStart(3, '0')}`;
  return { scenario, tradeNo, order: scenario.order(tradeNo) };
}
