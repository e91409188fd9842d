import type { Bill } from './merchant-checkout.js';
import { checkResult, type OrderResult } from './order-result.js';
import type { DemoContext, DemoOrder } from './orders.js';
import type { ScenarioContext } from './scenarios/scenario.js';
import { createEventWaiter } from './wait-for-event.js';

/** How long the demo waits for an event or a status. */
const TIMEOUT_MS = 60_000;

/**
 * Shorter intervals than an order's defaults, in milliseconds. By default an order polls for its tickets every minute,
 * and for the bank's confirmation of a refund every hour to every day.
 */
const TIMING = {
  firstResultQuery: 1000,
  resultQueryInterval: 1000,
  firstRefundQuery: 1000,
  longestRefundQuery: 3000,
};

type Callbacks = Pick<ScenarioContext, 'report' | 'waitForNextDay'>;

/**
 * Runs one order to its end and compares the result with the scenario's expectation. Rejects only when the demo is
 * interrupted; any other failure becomes part of the result.
 */
export async function runOrder(order: DemoOrder, context: DemoContext, callbacks: Callbacks): Promise<OrderResult> {
  const failure = await runScenario(order, context, callbacks);
  context.signal.throwIfAborted();
  return await checkResult(order, context, failure);
}

/** Returns the message of the error that ended the scenario early, or undefined if it ran to its end. */
async function runScenario(
  { scenario, order, tradeNo }: DemoOrder,
  { ecticket, ecpay, merchant, signal }: DemoContext,
  callbacks: Callbacks,
): Promise<string | undefined> {
  const payAtMerchantCheckout = async (bill: Bill) => {
    const addresses = { baseUrl: ecpay.url, returnUrl: merchant.paymentUrl };
    await ecpay.payAtCheckout(await merchant.checkout.createForm(tradeNo, bill, addresses));
    return merchant.checkout.paymentOf(tradeNo);
  };
  const waitForEvent = createEventWaiter({ merchant, tradeNo, signal, timeoutMs: TIMEOUT_MS });
  try {
    await scenario.run({
      ...{ ecticket, ecpay, order, tradeNo, timing: TIMING },
      ...{ ...callbacks, payAtMerchantCheckout, waitForEvent },
    });
    // A callback after the final status makes the order reconcile once more, which changes its status for a moment.
    await ecpay.waitUntilCallbacksAnswered(tradeNo);
    await ecticket.waitForStatus(order, scenario.expected.status, { timeoutMs: TIMEOUT_MS, signal });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
