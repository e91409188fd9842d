import type { ECTicketClient, MerchantEvent, MerchantEventType, TicketOrder } from '../index.js';
import type { ECPay } from './ecpay.js';
import type { Scenario, Stage } from './scenarios/scenario.js';
import type { Shop } from './shop/shop.js';
import { judge, type Verdict } from './verdict.js';

/** Milliseconds that anything an order is waited for may take. */
const PATIENCE = 60_000;

/** An order asks for its tickets a minute after Issue, and then every minute; here one does not want to wait so long. */
const TIMING = { firstResultQuery: 1000, resultQueryInterval: 1000 };

/** What every order of the demo is played with. */
export interface Surroundings {
  readonly ecticket: ECTicketClient;
  readonly ecpay: ECPay;
  readonly shop: Shop;
  /** Aborted when the demo is interrupted. */
  readonly signal: AbortSignal;
}

/** An order of the demo. */
export interface Cast {
  readonly scenario: Scenario;
  readonly tradeNo: string;
  readonly order: TicketOrder;
}

/** Plays an order to its end, and compares that with what was expected. Rejects only when the demo is interrupted. */
export async function playOrder(cast: Cast, around: Surroundings, say: (what: string) => void): Promise<Verdict> {
  const trouble = await troubleIn(cast, around, say);
  around.signal.throwIfAborted();
  return await judge(cast, around, trouble);
}

/** What went otherwise than in the scenario, in a sentence. */
async function troubleIn(
  { scenario, ...cast }: Cast,
  around: Surroundings,
  say: Stage['say'],
): Promise<string | undefined> {
  const { ecticket, shop, signal } = around;
  const hear = listener(shop, cast.tradeNo, signal);
  try {
    await scenario.play({ ...cast, ...around, timing: TIMING, say, hear });
    await ecticket.waitForStatus(cast.order, scenario.expected.status, { timeoutMs: PATIENCE, signal });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Makes a scenario's `hear`: each call goes on where the one before it has stopped. */
function listener(shop: Shop, tradeNo: string, signal: AbortSignal): Stage['hear'] {
  let heard = 0;
  return async function hear(type: MerchantEventType): Promise<void> {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
    for (;;) {
      const event = shop.told(tradeNo)[heard];
      if (event === undefined) await news(shop, patience, type);
      else {
        heard += 1;
        if (event.type === type) return;
        refuseAttention(event, type);
      }
    }
  };
}

async function news(shop: Shop, patience: AbortSignal, type: MerchantEventType): Promise<void> {
  try {
    await shop.next(patience);
  } catch {
    throw new Error(`the shop was not told "${type}" within ${PATIENCE / 1000} s`);
  }
}

function refuseAttention(event: MerchantEvent, waitedFor: MerchantEventType): void {
  if (event.type !== 'needsAttention') return;
  const { reason, words = 'no words' } = event.data.attention;
  throw new Error(`the shop waited to be told "${waitedFor}" and was told "needsAttention" (${reason}: ${words})`);
}
