/** Runs random sequences, and says of a failure how to see it again. */
import fc from 'fast-check';
import { anyCommands } from './commands/index.js';
import { runSequence } from './sequence.js';
import { anyPlan } from './plan.js';
import type { MerchantWebhook } from './shop.js';

export interface Beginning {
  readonly seed: number;
  /** Of a sequence that failed: fast-check's own path, and behind an `@` that of its commands. */
  readonly path: string | undefined;
}

/** @throws Error with the first sequence that fails or is stuck, its seed and its path. */
export async function runRandomOrders(shop: MerchantWebhook, runs: number, beginning: Beginning): Promise<void> {
  const result = await check(shop, runs, beginning);
  if (result.failed) throw failureOf(result, beginning);
}

async function check(shop: MerchantWebhook, runs: number, { seed, path }: Beginning) {
  const [valuesPath, commandsPath] = path?.split('@') ?? [];
  const property = fc.asyncProperty(anyPlan, anyCommands(commandsPath), async (plan, commands) => {
    await runSequence(shop, plan, commands);
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

function failureOf(result: Result, { seed }: Beginning): Error {
  const { errorInstance: cause, counterexamplePath } = result;
  const report = fc.defaultReportMessage(result) ?? '';
  const [, replayPath = ''] = /replayPath="([^"]*)"/.exec(report) ?? [];
  const again = `ECTICKET_MODEL_SEED=${seed} ECTICKET_MODEL_PATH='${counterexamplePath ?? ''}@${replayPath}'`;
  const what = cause instanceof Error ? cause.message : String(cause);
  return new Error(`${report}\n\n${what}\n\nAgain: ${again} npm test -- test/model`, { cause });
}
