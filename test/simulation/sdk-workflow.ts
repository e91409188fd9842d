/**
 * Runs workflow code as a worker does, without a server: this file alone uses internals of the SDK.
 *
 * `ReusableVMWorkflowCreator` is what a worker with `reuseV8Context` creates in its workflow threads. It takes the
 * activations of the SDK's Rust core and returns its commands. Written for @temporalio/worker 1.24.0: package.json
 * accepts ^1.24.0, and package-lock.json decides on the version. After an update of the SDK, the compiler finds a
 * changed signature. If a module has moved, see how the SDK's own tests create workflows: packages/test/src in
 * temporalio/sdk-typescript, test-workflows.ts.
 *
 * These differences from a worker make a simulation fast (docs/decisions/0040):
 *
 * - no timeout per call into the sandbox: the timeout starts a thread for each call;
 * - no stack traces of promises, which only the query `__stack_trace` needs;
 * - the modules of the workflows are loaded once (`preloadModules`), and each instance has its own state only;
 * - the code stays JavaScript of {@link LANGUAGE}, which the SDK would translate into that of 2017;
 * - built-in objects are constants of the code: the sandbox looks up each global through a call into Node;
 * - errors inside the sandbox have no stack trace, unless the caller of {@link writeBundle} asks for it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { TypedSearchAttributes } from '@temporalio/common';
import proto, { type coresdk } from '@temporalio/proto';
import { bundleWorkflowCode, type Logger } from '@temporalio/worker';
import { ReusableVMWorkflowCreator } from '@temporalio/worker/lib/workflow/reusable-vm.js';
import { globalHandlers } from '@temporalio/worker/lib/workflow/vm-shared.js';
import { TASK_QUEUE, TICKET_ORDER } from '../../workflows/messages/names.js';

export type Activation = coresdk.workflow_activation.IWorkflowActivation;
export type Job = coresdk.workflow_activation.IWorkflowActivationJob;
export type Command = coresdk.workflow_commands.IWorkflowCommand;

const { WorkflowActivation } = proto.coresdk.workflow_activation;
const { WorkflowCommand } = proto.coresdk.workflow_commands;

/** The run of an instance. */
export interface RunInfo {
  readonly workflowId: string;
  readonly runId: string;
  readonly firstRunId: string;
  /** Whether another workflow has started the order. */
  readonly isChild: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly randomnessSeed: number[];
}

/** What the workflow decides in an activation. */
interface Completion {
  readonly commands: readonly Command[];
  /** The SDK's flags, which the history holds and a replay passes on. */
  readonly flags: readonly number[];
}

/** One instance of the workflow in a worker's cache. */
export interface Instance {
  /** @throws Error if the workflow task fails, for example by an unhandled rejection */
  readonly activate: (activation: Activation) => Promise<Completion>;
  /** Removes the instance, as a worker does when its cache is full. */
  readonly evict: () => Promise<void>;
}

/** What Node 20 runs as it is. */
const LANGUAGE = 'es2022';

/** Built-in objects that neither the SDK nor the workflow code replaces. `Date` is missing: the SDK has its own. */
const CONSTANTS =
  'Array, BigInt, Boolean, Error, JSON, Map, Math, Number, Object, Promise, Proxy, RangeError, Reflect, RegExp, Set, ' +
  'String, Symbol, TypeError, Uint8Array, WeakMap, isNaN, parseFloat, parseInt';

/**
 * Bundles the workflow code with the modules that instances share, and writes it to `path`.
 *
 * @param hasStackTraces errors inside the sandbox have a stack trace
 */
export async function writeBundle(path: string, logger: Logger, hasStackTraces: boolean): Promise<void> {
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    logger,
    preloadModules: [workflowsPath],
    webpackConfigHook: (config) => {
      config.module?.rules?.forEach(keepLanguage);
      // package.json says that no module has side effects, so webpack would drop the preload.
      return { ...config, optimization: { ...config.optimization, sideEffects: false } };
    },
  });
  const stackTraces = hasStackTraces ? '' : 'Error.stackTraceLimit = 0; ';
  // On the first line, so that the source map stays right for all others.
  await writeFile(path, `const { ${CONSTANTS} } = globalThis; ${stackTraces}${code}`);
}

/** Changes the SDK's rule for TypeScript. If the SDK has another one, the code is translated, and slower. */
function keepLanguage(rule: unknown): void {
  const { jsc } = (rule as { use?: { options?: { jsc?: { target: string } } } }).use?.options ?? {};
  if (jsc !== undefined) jsc.target = LANGUAGE;
}

/** Loads the bundle. @returns creates instances of the workflow */
export async function loadWorkflow(path: string): Promise<(run: RunInfo) => Promise<Instance>> {
  const code = await readFile(path, 'utf8');
  const sourceMap = JSON.parse(Buffer.from(code.slice(code.lastIndexOf('base64,') + 7), 'base64').toString()) as never;
  const noTimeout = undefined as unknown as number;
  const creator = await ReusableVMWorkflowCreator.create({ code, sourceMap, filename: path }, noTimeout, new Set());
  globalHandlers.uninstall();
  return async (run) => {
    const workflow = await creator.createWorkflow({
      info: infoOf(run),
      randomnessSeed: run.randomnessSeed,
      now: run.startedAt,
      showStackTraceSources: false,
    });
    return {
      activate: async (activation) => {
        // A query must be an instance of the message class. The SDK converts any other activation itself.
        const isQuery = Boolean(activation.jobs?.[0]?.queryWorkflow);
        const { successful, failed } = await workflow.activate(
          isQuery ? WorkflowActivation.fromObject(activation) : activation,
        );
        await workflow.getAndResetSinkCalls();
        if (successful) return { commands: successful.commands ?? [], flags: successful.usedInternalFlags ?? [] };
        throw new Error(`The workflow task failed: ${failed?.failure?.message}\n${failed?.failure?.stackTrace}`);
      },
      evict: () => workflow.dispose(),
    };
  };
}

/** The bytes of a command, by which the commands of a replay are compared. */
export function bytesOf(command: Command): Uint8Array {
  return WorkflowCommand.encode(command).finish();
}

function infoOf({ workflowId, runId, firstRunId, isChild, startedAt }: RunInfo) {
  return {
    workflowId,
    runId,
    workflowType: TICKET_ORDER,
    searchAttributes: {},
    typedSearchAttributes: new TypedSearchAttributes(),
    ...(isChild && { parent: { workflowId: 'parent', runId: 'parent-run', namespace: 'default' } }),
    historyLength: 3,
    historySize: 0,
    continueAsNewSuggested: false,
    targetWorkerDeploymentVersionChanged: false,
    taskQueue: TASK_QUEUE,
    namespace: 'default',
    firstExecutionRunId: firstRunId,
    originalExecutionRunId: runId,
    startTime: new Date(startedAt),
    runStartTime: new Date(startedAt),
    taskTimeoutMs: 10_000,
    attempt: 1,
    // The SDK sets `now` and `random`.
    unsafe: { isReplaying: false, isReplayingHistoryEvents: false } as never,
  };
}
