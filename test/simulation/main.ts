/**
 * Runs simulated orders in a process of its own, without jest, whose module system slows the workflow's sandbox down.
 * The last line is a JSON object of totals, or the report of the failure.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { anyPlan, anySteps } from './plan.js';
import { loadWorkflow } from './sdk-workflow.js';
import { Simulation } from './simulation.js';

const { values } = parseArgs({
  options: {
    bundle: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1' },
    path: { type: 'string' },
    /** Stops after this time. */
    ms: { type: 'string' },
  },
});
const create = await loadWorkflow(values.bundle);
const totals = { histories: 0, runs: 0, activations: 0, replayed: 0 };
let failed: Simulation | undefined;
const startedAt = performance.now();
const startedCpu = process.cpuUsage();
const details = await fc.check(
  fc.asyncProperty(anyPlan, anySteps, async (plan, steps) => {
    const simulation = new Simulation(create, plan);
    try {
      await simulation.run(steps);
    } catch (error) {
      failed = simulation;
      throw error;
    }
    totals.histories += 1;
    for (const name of ['runs', 'activations', 'replayed'] as const) totals[name] += simulation.server.counts[name];
  }),
  {
    seed: Number(values.seed),
    numRuns: Number(values.runs),
    ...(values.path !== undefined && { path: values.path }),
    ...(values.ms !== undefined && { interruptAfterTimeLimit: Number(values.ms), markInterruptAsFailure: false }),
  },
);
if (details.failed) {
  const { seed, numRuns, counterexample, counterexamplePath, errorInstance } = details;
  console.log(`Plan: ${JSON.stringify(counterexample?.[0])}`);
  for (const line of failed?.lines ?? []) console.log(line());
  console.log(errorInstance instanceof Error ? errorInstance.stack : errorInstance);
  console.log(`It failed after ${numRuns} histories; the shortest failing one is shown. Again:`);
  console.log(
    `ECTICKET_SIMULATION_SEED=${seed} ECTICKET_SIMULATION_PATH='${counterexamplePath}' npm test -- test/simulation`,
  );
  process.exitCode = 1;
} else {
  const { user, system } = process.cpuUsage(startedCpu);
  const ms = Math.round(performance.now() - startedAt);
  console.log(JSON.stringify({ ...totals, ms, cpuMs: Math.round((user + system) / 1000) }));
}
