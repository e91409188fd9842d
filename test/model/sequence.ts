/** One order's life, from its placing to the verdict. */
import fc from 'fast-check';
import { expectProviderOrder } from './commands/step.js';
import { modelOf, type Model } from './model.js';
import { orderOf, termsOf, type Plan } from './plan.js';
import { RealOrder } from './real-order.js';
import type { ModelEnvironment } from './environment.js';
import { historyOf, StuckError, failWhenStuck } from './stuck.js';
import { checkOrder, settleOrder } from './checks.js';

const MINUTE = 60_000;

/** @throws whatever `expect` throws where the order and the model differ. */
export async function runSequence(
  environment: ModelEnvironment,
  plan: Plan,
  commands: Iterable<fc.AsyncCommand<Model, RealOrder>>,
): Promise<void> {
  // Not placed at the time of day at which the order before was judged: this one is judged then, and reminds at its own.
  await environment.world.environment.sleep(17 * MINUTE);
  const now = await environment.world.now();
  const terms = termsOf(plan, now);
  const real = new RealOrder(environment, orderOf(plan, environment.newNumber(), now), terms);
  const model = modelOf(plan, environment.hasCache, now, terms.paid);
  try {
    await failWhenStuck(real, runCommands(model, real, commands));
  } catch (error) {
    if (error instanceof StuckError) throw error;
    const message = `${error instanceof Error ? error.message : String(error)}\n\n${await historyOf(real.handle())}`;
    throw new Error(message, { cause: error });
  } finally {
    await real.clearFaults();
    await real.terminate();
  }
}

async function runCommands(
  model: Model,
  real: RealOrder,
  commands: Iterable<fc.AsyncCommand<Model, RealOrder>>,
): Promise<void> {
  if (model.plan.placed === 'byClient') await real.place();
  else await real.issueInBackOffice();
  await expectProviderOrder(model, real);
  await fc.asyncModelRun(() => ({ model, real }), commands);
  real.currentStep = 'settle';
  await settleOrder(model, real);
  await checkOrder(model, real);
}
