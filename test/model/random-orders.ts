/** Runs random sequences, and says of a failure how to see it again. */
import fc from 'fast-check';
import { anyCommands } from './commands/index.js';
import { runSequence } from './sequence.js';
import { anyPlan } from './plan.js';
import type { Shop } from './shop.js';

/** Milliseconds; an order that is stuck is a failure like any other. */
const SEQUENCE_WITHIN = 60_000;

export interface Beginning {
  readonly seed: number;
  /** Of a sequence that failed: fast-check's own path, and behind an `@` that of its commands. */
  readonly path: string | undefined;
}

/** @throws Error with the sequence, its seed and its path. */
export async function runRandomOrders(shop: Shop, runs: number, { seed, path }: Beginning): Promise<void> {
  const [valuesPath, commandsPath] = path?.split('@') ?? [];
  const property = fc.asyncProperty(anyPlan, anyCommands(commandsPath), (plan, commands) =>
    runSequence(shop, plan, commands),
  );
  const result = await fc.check(property, {
    numRuns: path === undefined ? runs : 1,
    seed,
    timeout: SEQUENCE_WITHIN,
    // Not made smaller: an order that ended in the middle may leave the server stuck, and every smaller one fails for that.
    endOnFailure: true,
    ...(valuesPath !== undefined && { path: valuesPath }),
  });
  if (!result.failed) return;
  const { errorInstance: cause, counterexamplePath } = result;
  const report = fc.defaultReportMessage(result) ?? '';
  const [, replayPath = ''] = /replayPath="([^"]*)"/.exec(report) ?? [];
  const again = `ECTICKET_MODEL_SEED=${seed} ECTICKET_MODEL_PATH='${counterexamplePath ?? ''}@${replayPath}'`;
  const what = cause instanceof Error ? cause.message : String(cause);
  throw new Error(`${report}\n\n${what}\n\nAgain: ${again} npm test -- test/model`, { cause });
}
