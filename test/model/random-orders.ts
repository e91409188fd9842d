/** Runs random sequences, and says of a failure how to see it again. */
import fc from 'fast-check';
import { anyCommands } from './commands/index.js';
import { runSequence } from './sequence.js';
import { anyPlan } from './plan.js';
import type { Shop } from './shop.js';
import { StuckError } from './stuck.js';

/** The time-skipping server itself gets stuck now and then on a busy machine: so often another one may take its place. */
const MOST_SERVERS = 3;

export interface Beginning {
  readonly seed: number;
  /** Of a sequence that failed: fast-check's own path, and behind an `@` that of its commands. */
  readonly path: string | undefined;
}

/**
 * A sequence that gets stuck is run once more, in a new shop on a new server: one that is stuck there too has failed.
 *
 * @throws Error with the sequence, its seed and its path.
 */
export async function runRandomOrders(
  openShop: () => Promise<Shop>,
  runs: number,
  beginning: Beginning,
): Promise<void> {
  let passed = 0;
  for (let servers = 1, stuckAt = -1; ; servers += 1) {
    const before = passed;
    const shop = await openShop();
    let isOver = false;
    // What was stuck may come to its end in the old shop yet.
    const result = await check(shop, runs - before, before, beginning, () => (passed += isOver ? 0 : 1));
    isOver = true;
    if (!result.failed) return;
    const isStuck = result.errorInstance instanceof StuckError;
    if (!isStuck || passed === stuckAt || servers === MOST_SERVERS) throw failureOf(result, beginning);
    stuckAt = passed;
    process.stderr.write(String(result.errorInstance));
    process.stderr.write(`A sequence is stuck (seed ${beginning.seed}, path ${passed}); once more on a new server.\n`);
  }
}

async function check(shop: Shop, runs: number, from: number, { seed, path }: Beginning, onPassed: () => void) {
  const [valuesPath, commandsPath] = path?.split('@') ?? [];
  const property = fc.asyncProperty(anyPlan, anyCommands(commandsPath), async (plan, commands) => {
    await runSequence(shop, plan, commands);
    onPassed();
  });
  return await fc.check(property, {
    numRuns: path === undefined ? runs : 1,
    seed,
    // Not made smaller: an order that ended in the middle may leave the server stuck, and every smaller one fails for that.
    endOnFailure: true,
    path: valuesPath ?? String(from),
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
