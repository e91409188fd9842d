/** The history of one run: its activations as the core repeats them, and the instance in the worker's cache. */
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { msToTs } from '@temporalio/common/lib/time.js';
import { bytesOf, type Activation, type Command, type Instance, type Job, type RunInfo } from './sdk-workflow.js';

interface RecordedActivation {
  readonly activation: Activation;
  readonly flags: readonly number[];
  readonly commands: readonly Command[];
}

/** Activations of all runs of a simulation. */
export interface Counts {
  runs: number;
  activations: number;
  replayed: number;
}

/**
 * No reaction of the workflow has more commands: 16, and for each of at most 10 updates that wait its acceptance, its
 * outcome, its timer and the end of the timer.
 */
const MAX_COMMANDS = 16 + 4 * 10;

export class RunHistory {
  readonly #create: (run: RunInfo) => Promise<Instance>;
  readonly #info: RunInfo;
  readonly #counts: Counts;
  #instance: Instance | undefined;
  #recorded: RecordedActivation[] = [];
  /** The activations of the task in progress. */
  #current: RecordedActivation[] = [];
  readonly #acceptedUpdates = new Set<string>();
  /** The numbers of commands of the completed tasks. */
  readonly #commandCounts: number[] = [];

  constructor(create: (run: RunInfo) => Promise<Instance>, info: RunInfo, counts: Counts) {
    this.#create = create;
    this.#info = info;
    this.#counts = counts;
  }

  get taskCount(): number {
    return this.#commandCounts.length;
  }

  get info(): RunInfo {
    return this.#info;
  }

  /** Activates the workflow with new jobs. The activation becomes part of the history by {@link commit}. */
  async activate(jobs: readonly Job[], now: number, continueAsNewSuggested: boolean): Promise<readonly Command[]> {
    const { runId } = this.#info;
    const historyLength = 3 + 5 * this.taskCount;
    const activation = {
      runId,
      timestamp: msToTs(now),
      historyLength,
      continueAsNewSuggested,
      jobs: inCoreOrder(jobs),
    };
    const { commands, flags } = await (await this.#cached()).activate({ ...activation, isReplaying: false });
    this.#counts.activations += 1;
    if (commands.length > MAX_COMMANDS) throw new Error(`One activation has ${commands.length} commands.`);
    this.#current.push({ activation, flags, commands });
    return commands;
  }

  /** Completes the task. A rejected update leaves no trace; the server drops a task that brought nothing else. */
  commit(): void {
    const recorded = this.#current.splice(0).map((each) => this.#withoutRejected(each));
    const commands = recorded.reduce((sum, each) => sum + each.commands.length, 0);
    const jobs = recorded.flatMap(({ activation }) => activation.jobs ?? []);
    if (jobs.length === 0 && commands === 0) return;
    if (jobs.length > 0) this.#checkMerge(jobs);
    this.#recorded.push(...recorded);
    this.#commandCounts.push(commands);
  }

  /** Drops the task in progress, as after a crash of the worker. */
  async discard(): Promise<void> {
    this.#current = [];
    await this.evict();
  }

  async evict(): Promise<void> {
    const instance = this.#instance;
    this.#instance = undefined;
    await instance?.evict();
  }

  /** Asks the cached instance, or a replayed one. Before its first task, a run cannot answer. */
  async query(queryType: string): Promise<unknown> {
    if (this.taskCount === 0) return undefined;
    const jobs = [{ queryWorkflow: { queryId: 'query', queryType } }];
    const { commands } = await (await this.#cached()).activate({ runId: this.#info.runId, jobs });
    const [command] = commands;
    const response = command?.respondToQuery?.succeeded?.response;
    if (commands.length !== 1 || !response) throw new Error(`The query failed: ${describe(commands)}`);
    return valueOf(response);
  }

  /** Replays the history from its first activation, on a new instance. The cached one is gone: two would take turns. */
  async replay(): Promise<void> {
    await this.evict();
    await (await this.#replayed()).evict();
  }

  async #cached(): Promise<Instance> {
    this.#instance ??= this.#recorded.length === 0 ? await this.#create(this.#info) : await this.#replayed();
    return this.#instance;
  }

  async #replayed(): Promise<Instance> {
    const instance = await this.#create(this.#info);
    for (const [index, { activation, flags, commands }] of this.#recorded.entries()) {
      const jobs = [...patchesIn(commands), ...(activation.jobs ?? []).map(withoutValidator)];
      const repeated = await instance.activate({
        ...activation,
        jobs,
        isReplaying: true,
        availableInternalFlags: [...flags],
      });
      this.#counts.replayed += 1;
      if (!areEqual(commands, repeated.commands)) {
        throw new Error(
          `Activation ${index + 1} of ${this.#info.runId} replays with other commands.\n` +
            `First:  ${describe(commands)}\nReplay: ${describe(repeated.commands)}`,
        );
      }
    }
    return instance;
  }

  #withoutRejected({ activation, flags, commands }: RecordedActivation): RecordedActivation {
    const rejected = new Set<string>();
    for (const { updateResponse } of commands) {
      const id = updateResponse?.protocolInstanceId ?? '';
      if (updateResponse?.accepted) this.#acceptedUpdates.add(id);
      if (updateResponse?.rejected && !this.#acceptedUpdates.has(id)) rejected.add(id);
    }
    if (rejected.size === 0) return { activation, flags, commands };
    const isKept = (id: string | null | undefined) => !rejected.has(id ?? '');
    const jobs = activation.jobs?.filter(({ doUpdate }) => isKept(doUpdate?.protocolInstanceId)) ?? [];
    return {
      activation: { ...activation, jobs },
      flags,
      commands: commands.filter(({ updateResponse }) => isKept(updateResponse?.protocolInstanceId)),
    };
  }

  /**
   * The core repeats a task without commands together with the next one if nothing else lies between them: the task
   * before had no commands either, and the next one brings updates only (docs/decisions/0021).
   */
  #checkMerge(jobs: readonly Job[]): void {
    const [before = 0, last] = [this.#commandCounts.at(-2), this.#commandCounts.at(-1)];
    const isMerged = last === 0 && before === 0 && jobs.every(({ doUpdate }) => Boolean(doUpdate));
    if (isMerged) throw new Error('A worker without the order in its cache gets two workflow tasks as one.');
  }
}

/** Names the commands, and the numbers that they refer to. */
export function describe(commands: readonly Command[] | undefined): string {
  const describeOne = (command: Command) => {
    const [name = 'nothing', content] = Object.entries(command).find(([, value]) => Boolean(value)) ?? [];
    const { seq, activityType } = content as { seq?: number; activityType?: string };
    return [name, activityType, seq].filter((part) => part !== undefined).join(' ');
  };
  return (commands ?? []).map(describeOne).join(', ') || 'none';
}

export function payloadOf(value: unknown): Payload {
  return defaultPayloadConverter.toPayload(value);
}

export function valueOf(payload: Payload | undefined): unknown {
  return payload === undefined ? undefined : defaultPayloadConverter.fromPayload(payload);
}

/** The core's order: initialization, then signals, then updates, then everything else as it happened. */
function inCoreOrder(jobs: readonly Job[]): Job[] {
  const rankOf = (job: Job): number => {
    if (job.initializeWorkflow) return 0;
    if (job.signalWorkflow) return 1;
    return job.doUpdate ? 2 : 3;
  };
  return jobs.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** Before the core repeats a task, it names the changes whose markers the task has left in the history. */
function patchesIn(commands: readonly Command[]): Job[] {
  return commands.flatMap(({ setPatchMarker }) =>
    setPatchMarker ? [{ notifyHasPatch: { patchId: setPatchMarker.patchId ?? '' } }] : [],
  );
}

function withoutValidator(job: Job): Job {
  return job.doUpdate ? { doUpdate: { ...job.doUpdate, runValidator: false } } : job;
}

function areEqual(commands: readonly Command[], others: readonly Command[]): boolean {
  if (commands.length !== others.length) return false;
  return commands.every((command, index) => {
    const other = others[index];
    return other !== undefined && Buffer.compare(bytesOf(command), bytesOf(other)) === 0;
  });
}
