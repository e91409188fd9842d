import { listener } from './wait-for-event.js';
import type { Stage } from './scenarios/scenario.js';
import type { Bill } from './own-checkout.js';
import { judge, type Verdict } from './verdict.js';
import type { Context, DemoOrder } from './context.js';

/** Milliseconds that anything an order is waited for may take. */
const PATIENCE = 60_000;

/**
 * An order asks for its tickets a minute after Issue and then every minute, and for the bank's word of a refund every hour
 * to every day; here one does not want to wait so long.
 */
const TIMING = {
  firstResultQuery: 1000,
  resultQueryInterval: 1000,
  firstRefundQuery: 1000,
  longestRefundQuery: 3000,
};

/** What an order is given by whoever plays all of them. */
export type Cues = Pick<Stage, 'say' | 'untilNextDay'>;

/** Plays an order to its end, and compares that with what was expected. Rejects only when the demo is interrupted. */
export async function playOrder(cast: DemoOrder, around: Context, cues: Cues): Promise<Verdict> {
  const trouble = await troubleIn(cast, around, cues);
  around.signal.throwIfAborted();
  return await judge(cast, around, trouble);
}

/** What went otherwise than in the scenario, in a sentence. */
async function troubleIn({ scenario, ...cast }: DemoOrder, around: Context, cues: Cues): Promise<string | undefined> {
  const { ecticket, ecpay, shop, signal } = around;
  const hear = listener({ shop, tradeNo: cast.tradeNo, signal, patience: PATIENCE });
  try {
    const payShop = async (bill: Bill) => {
      const addresses = { baseUrl: ecpay.url, returnUrl: shop.paymentUrl };
      await ecpay.pay(await shop.checkout.form(cast.tradeNo, bill, addresses));
      return shop.checkout.paymentOf(cast.tradeNo);
    };
    await scenario.play({ ...cast, ...around, ...cues, timing: TIMING, hear, payShop });
    // A callback that comes after the end takes the order up again, for a moment.
    await ecpay.untilCallbacksAnswered(cast.tradeNo);
    await ecticket.waitForStatus(cast.order, scenario.expected.status, { timeoutMs: PATIENCE, signal });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
