/** One order's life, from its placing to the verdict. */
import fc from 'fast-check';
import { lookAtTheBook } from './commands/step.js';
import { modelOf, type Model } from './model.js';
import { orderOf, termsOf, type Plan } from './plan.js';
import { RealOrder } from './real-order.js';
import type { MerchantWebhook } from './shop.js';
import { historyOf, StuckError, withinLimit } from './stuck.js';
import { judge, letSettle } from './verdict.js';

const MINUTE = 60_000;

/** @throws whatever `expect` throws where the order and the model differ. */
export async function runSequence(
  shop: MerchantWebhook,
  plan: Plan,
  commands: Iterable<fc.AsyncCommand<Model, RealOrder>>,
): Promise<void> {
  // Not placed at the time of day at which the order before was judged: this one is judged then, and reminds at its own.
  await shop.world.environment.sleep(17 * MINUTE);
  const now = await shop.world.now();
  const terms = termsOf(plan, now);
  const real = new RealOrder(shop, orderOf(plan, shop.newNumber(), now), terms);
  const model = modelOf(plan, shop.remembers, now, terms.paid);
  try {
    await withinLimit(real, live(model, real, commands));
  } catch (error) {
    if (error instanceof StuckError) throw error;
    const message = `${error instanceof Error ? error.message : String(error)}\n\n${await historyOf(real.handle())}`;
    throw new Error(message, { cause: error });
  } finally {
    await real.fix();
    await real.forget();
  }
}

async function live(
  model: Model,
  real: RealOrder,
  commands: Iterable<fc.AsyncCommand<Model, RealOrder>>,
): Promise<void> {
  if (model.plan.placed === 'inShop') await real.place();
  else await real.issueInBackOffice();
  await lookAtTheBook(model, real);
  await fc.asyncModelRun(() => ({ model, real }), commands);
  real.doing = 'settle';
  await letSettle(model, real);
  await judge(model, real);
}
