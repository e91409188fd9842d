/** Runs random sequences and reports how to reproduce a failure. */
import fc from 'fast-check';
import { anyCommands } from './commands/index.js';
import type { ModelEnvironment } from './environment.js';
import { expectProviderOrder } from './commands/step.js';
import { modelOf, type Model } from './model.js';
import { anyPlan, orderOf, termsOf, type Plan } from './plan.js';
import { RealOrder } from './real-order.js';
import { historyOf, StuckError, failWhenStuck } from './stuck.js';
import { checkOrder, settleOrder } from './checks.js';

const MINUTE = 60_000;

export interface StartingPoint {
  readonly seed: number;
  /** The path of a failed sequence: fast-check's path, `@`, and the path of its commands. */
  readonly path: string | undefined;
}

/** At most one sequence in twenty, and always one, may be lost by the test server. */
const LOST_SHARE = 0.05;

/**
 * Runs the sequences. If the time-skipping server loses a workflow task (docs/decisions/0033), the sequence shows nothing:
 * it is printed, and another sequence replaces it, in a new environment.
 *
 * @throws Error with the first sequence that fails or is stuck, its seed and its path
 */
export async function runRandomOrders(
  startEnvironment: () => Promise<ModelEnvironment>,
  runs: number,
  start: StartingPoint,
): Promise<void> {
  const result = await check(startEnvironment, runs, start);
  if (result.failed) throw failureOf(result, start);
}

async function check(startEnvironment: () => Promise<ModelEnvironment>, runs: number, { seed, path }: StartingPoint) {
  const [valuesPath, commandsPath] = path?.split('@') ?? [];
  let environment = await startEnvironment();
  let remainingLosses = Math.max(1, Math.floor(runs * LOST_SHARE));
  const property = fc.asyncProperty(anyPlan, anyCommands(commandsPath), async (plan, commands) => {
    try {
      await runSequence(environment, plan, commands);
    } catch (error) {
      if (!(error instanceof StuckError && error.isTaskLost) || (remainingLosses -= 1) < 0) throw error;
      const sequence = fc.stringify([plan, commands]);
      process.stderr.write(`The test server lost a workflow task of ${sequence}:\n${error.message}\n`);
      environment = await startEnvironment();
      fc.pre(false);
    }
  });
  return await fc.check(property, {
    numRuns: path === undefined ? runs : 1,
    seed,
    // No shrinking: an interrupted order may leave the server stuck, and every smaller sequence would fail because of
    // that.
    endOnFailure: true,
    ...(valuesPath !== undefined && { path: valuesPath }),
  });
}

type Result = Awaited<ReturnType<typeof check>>;

function failureOf(result: Result, { seed }: StartingPoint): Error {
  const { errorInstance: cause, counterexamplePath } = result;
  const report = fc.defaultReportMessage(result) ?? '';
  const [, replayPath = ''] = /replayPath="([^"]*)"/.exec(report) ?? [];
  const reproduce = `ECTICKET_MODEL_SEED=${seed} ECTICKET_MODEL_PATH='${counterexamplePath ?? ''}@${replayPath}'`;
  const what = cause instanceof Error ? cause.message : String(cause);
  return new Error(`${report}\n\n${what}\n\nReproduce: ${reproduce} npm test -- test/model`, { cause });
}

/** Runs one sequence. @throws an assertion error if the order and the model differ. */
async function runSequence(
  environment: ModelEnvironment,
  plan: Plan,
  commands: Iterable<fc.AsyncCommand<Model, RealOrder>>,
): Promise<void> {
  // Places the order at another time of day than that of the checks, so that no reminder coincides with them.
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
