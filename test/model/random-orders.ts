/** Runs random sequences, and says of a failure how to see it again. */
import fc from 'fast-check';
import { anyCommands } from './commands/index.js';
import { runSequence } from './sequence.js';
import { anyPlan } from './plan.js';
import type { ModelEnvironment } from './environment.js';

export interface StartingPoint {
  readonly seed: number;
  /** Of a sequence that failed: fast-check's own path, and behind an `@` that of its commands. */
  readonly path: string | undefined;
}

/** @throws Error with the first sequence that fails or is stuck, its seed and its path. */
export async function runRandomOrders(environment: ModelEnvironment, runs: number, start: StartingPoint): Promise<void> {
  const result = await check(environment, runs, start);
  if (result.failed) throw failureOf(result, start);
}

async function check(environment: ModelEnvironment, runs: number, { seed, path }: StartingPoint) {
  const [valuesPath, commandsPath] = path?.split('@') ?? [];
  const property = fc.asyncProperty(anyPlan, anyCommands(commandsPath), async (plan, commands) => {
    await runSequence(environment, plan, commands);
  });
  return await fc.check(property, {
    numRuns: path === undefined ? runs : 1,
    seed,
    // Not made smaller: an order that ended in the middle may leave the server stuck, and every smaller one fails for that.
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
  return new Error(`${report}\n\n${what}\n\nAgain: ${reproduce} npm test -- test/model`, { cause });
}
