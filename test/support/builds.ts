/** Builds of the workers, with and without a change of workflow code, under Worker Versioning. */
import { fileURLToPath } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, NativeConnection, type WorkerOptions, type WorkerPlugin } from '@temporalio/worker';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../ecticket/index.js';
import { createECTicketWorkers, type ECTicketOptions } from '../../workers/index.js';
import { temporalCli } from './temporal-servers.js';
import { silentLogger } from './worker-logs.js';
import { workflowBundle } from './workflow-bundle.js';

export const DEPLOYMENT = 'tickets';

/**
 * What a build does with the change of `patched-change.ts`: it lacks it, or it replays orders that have it, or
 * it applies it to every order.
 */
export type Change = 'unknown' | 'known' | 'active';

let changedBundle: ReturnType<typeof bundleWorkflowCode> | undefined;

function bundleOf(change: Change): ReturnType<typeof bundleWorkflowCode> {
  if (change === 'unknown') return workflowBundle();
  const [workflowsPath = '', changed = ''] = ['../../workflows/index.ts', './patched-change.ts'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  changedBundle ??= bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [changed],
    logger: silentLogger(),
  });
  return changedBundle;
}

/** Gives the workers of ticket orders the code of this build. */
async function codeOf(change: Change): Promise<WorkerPlugin & { name: string }> {
  const workflowBundleOfBuild = await bundleOf(change);
  const configureWorker = ({ workflowsPath, ...options }: WorkerOptions): WorkerOptions => ({
    ...options,
    ...(workflowsPath !== undefined && { workflowBundle: workflowBundleOfBuild }),
    ...(change === 'known' && { patchActivationCallback: () => false }),
  });
  return { name: 'the code of a build', configureWorker };
}

/**
 * Starts the workers of a build.
 *
 * @returns a function that shuts them down
 */
export async function startBuild(
  { address }: TestWorkflowEnvironment,
  buildId: string,
  { change, ...options }: Pick<ECTicketOptions, 'baseUrl' | 'onEvent'> & { readonly change: Change },
): Promise<() => Promise<void>> {
  const connection = await NativeConnection.connect({ address, plugins: [await codeOf(change)] });
  const workers = await createECTicketWorkers({
    ...options,
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
    environment: 'sandbox',
    deploymentVersion: { deploymentName: DEPLOYMENT, buildId },
    providerRate: 100,
    connection,
  });
  const ended = workers.run();
  return async () => {
    workers.shutdown();
    await ended;
    await connection.close();
  };
}

/** Makes a build current, as soon as its workers poll both task queues. */
export async function makeCurrent(server: TestWorkflowEnvironment, buildId: string): Promise<void> {
  const args = ['worker', 'deployment', 'set-current-version', '--deployment-name', DEPLOYMENT, '--build-id', buildId];
  for (;;) {
    try {
      await temporalCli(server, ...args, '--yes');
      return;
    } catch (error) {
      if (!/not found|not polled|no pollers|missing|not all the expected/i.test(String(error))) throw error;
    }
  }
}
