/** Builds of the workers, with and without a change of workflow code, under Worker Versioning. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, NativeConnection, type WorkerOptions, type WorkerPlugin } from '@temporalio/worker';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../ecticket/index.js';
import { createECTicketWorkers, type ECTicketOptions } from '../../workers/index.js';
import { temporalCli } from './temporal-servers.js';
import { silentLogger } from './worker-logs.js';
import { workflowBundle } from './workflow-bundle.js';

const { ROUTING_CONFIG_UPDATE_STATE_COMPLETED } = proto.temporal.api.enums.v1.RoutingConfigUpdateState;

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

/** Makes a build current, and waits until every task goes to it: until then, some go to the previous build. */
export async function makeCurrent(
  server: TestWorkflowEnvironment,
  buildId: string,
  ...options: readonly string[]
): Promise<void> {
  await setCurrent(server, buildId, ...options);
  while (!(await isRouted(server))) await sleep(50);
}

/** Makes a build current, as soon as its workers poll both task queues. */
export async function setCurrent(
  server: TestWorkflowEnvironment,
  buildId: string,
  ...options: readonly string[]
): Promise<void> {
  const command = ['worker', 'deployment', 'set-current-version', '--deployment-name', DEPLOYMENT];
  while (!(await isAccepted(temporalCli(server, ...command, '--build-id', buildId, ...options, '--yes'))));
}

/** False if the workers of the build do not poll yet. */
async function isAccepted(command: Promise<string>): Promise<boolean> {
  try {
    await command;
    return true;
  } catch (error) {
    if (!/not found|no Worker Deployment found|not polled|no pollers|missing|not all the expected/i.test(String(error)))
      throw error;
    return false;
  }
}

/** Whether every task queue has the deployment's current version. */
async function isRouted({ connection, namespace }: TestWorkflowEnvironment): Promise<boolean> {
  const request = { namespace: namespace ?? 'default', deploymentName: DEPLOYMENT };
  const { workerDeploymentInfo } = await connection.workflowService.describeWorkerDeployment(request);
  return workerDeploymentInfo?.routingConfigUpdateState === ROUTING_CONFIG_UPDATE_STATE_COMPLETED;
}
