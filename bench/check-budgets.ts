/**
 * Compares the size of the largest prebuilt workflow bundle in dist/, and what the standard order costs in Temporal,
 * with bench/budgets.json. `npm run check` runs it after the build. Timings have no budget: they depend on the machine.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { overBudget } from './budgets.js';
import { startEnvironment } from './environment/environment.js';
import { standardCosts } from './figures/history.js';
import { installQuietRuntime } from './measure/quiet-logger.js';
import { bundleBytes, largestPrebuiltBundle } from './measure/workflow-bundles.js';

const budgetSchema = z.strictObject({
  bundleBytes: z.int(),
  standardOrder: z.strictObject({ events: z.int(), actions: z.int() }),
});

process.exit(await main());

async function main(): Promise<number> {
  installQuietRuntime();
  const budgets = budgetSchema.parse(JSON.parse(await readFile(new URL('budgets.json', import.meta.url), 'utf8')));
  const bundle = bundleBytes(await largestPrebuiltBundle());
  const environment = await startEnvironment({ encrypted: true });
  try {
    // On a busy machine fewer workflow tasks merge. The cheapest order depends least on the machine.
    const costs = await standardCosts(environment);
    const events = Math.min(...costs.map((cost) => cost.events));
    const actions = Math.min(...costs.map((cost) => cost.actions));
    const problems = [
      ...overBudget('the workflow bundle, in bytes', bundle.all, budgets.bundleBytes),
      ...overBudget('history events of the standard order', events, budgets.standardOrder.events),
      ...overBudget('billed actions of the standard order', actions, budgets.standardOrder.actions),
    ];
    for (const problem of problems) console.error(problem);
    return problems.length > 0 ? 1 : 0;
  } finally {
    await environment.close();
  }
}
