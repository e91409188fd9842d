/**
 * A simulated Temporal server with the SDK's core, for one order. It keeps what is in flight and what the next workflow
 * task brings. Nothing happens by itself: the caller decides what arrives, what ends and when a task runs.
 */
import { OpenWork, type OpenActivity } from './open-work.js';
import { timedOut, type Resolution } from './resolutions.js';
import { describe, payloadOf, RunHistory, valueOf, type Counts } from './run-history.js';
import type { Command, Instance, Job, RunInfo } from './sdk-workflow.js';

/** An update, by its id. */
export interface Update {
  readonly id: string;
  readonly name: string;
  readonly request: unknown;
  readonly run: string;
  state: 'admitted' | 'rejected' | 'accepted' | 'completed' | 'failed';
  result?: unknown;
}

/** A line of the story, which is written only if the history fails. */
export type Line = () => string;

/** What the checks want to know. Each method may throw. */
export interface Observer {
  readonly onScheduled: (activity: OpenActivity) => void;
  readonly onUpdateEnded: (update: Update) => void;
  readonly onRunEnds: () => void;
}

/**
 * How a workflow task ends. `overtaken`: if its completion closes the run, something has arrived before it, and the
 * server refuses the completion (UnhandledCommand).
 */
export type TaskFate = 'completes' | 'crashes' | 'overtaken';

export interface Start {
  readonly now: number;
  readonly workflowId: string;
  readonly isChild: boolean;
  readonly input: unknown;
  /** The number of workflow tasks after which the server suggests to continue as new. */
  readonly tasksPerRun: number;
}

/** No two workflow tasks of an order begin in the same millisecond. */
const TASK_MS = 5;

export class SimulatedServer {
  now: number;
  readonly work = new OpenWork();
  readonly updates: Update[] = [];
  readonly counts: Counts = { runs: 0, activations: 0, replayed: 0 };
  /** The result of the order's workflow. */
  result: { readonly value: unknown } | undefined;
  readonly #create: (run: RunInfo) => Promise<Instance>;
  readonly #observer: Observer;
  readonly #log: (line: Line) => void;
  readonly #start: Start;
  #run: RunHistory;
  /** What the next task brings. */
  #ready: Job[] = [];
  /** The last run that was asked to cancel. */
  #cancelledRun: string | undefined;
  readonly #updatesByInstance = new Map<string, Update>();
  /** The indexed fields and the memo, which a run passes on to the next. */
  #searchAttributes = {};
  #memo = {};

  constructor(
    create: (run: RunInfo) => Promise<Instance>,
    start: Start,
    observer: Observer,
    log: (line: Line) => void,
  ) {
    this.#create = create;
    this.#start = start;
    this.#observer = observer;
    this.#log = log;
    this.now = start.now;
    this.#run = this.#newRun([payloadOf(start.input)]);
  }

  get hasReadyJobs(): boolean {
    return this.#ready.length > 0;
  }

  signal(signalName: string, payload: unknown): void {
    this.#ready.push({ signalWorkflow: { signalName, input: [payloadOf(payload)] } });
  }

  /** The server records one request per run. */
  requestCancel(): void {
    const { runId } = this.#run.info;
    if (this.#cancelledRun === runId) return;
    this.#cancelledRun = runId;
    this.#ready.push({ cancelWorkflow: { reason: 'requested' } });
  }

  /** Sends an update. The server recognizes the id of an earlier update of the run, except of a rejected one. */
  update(id: string, name: string, request: unknown): void {
    const run = this.#run.info.runId;
    const isKnown = this.updates.some((each) => each.id === id && each.run === run && each.state !== 'rejected');
    if (isKnown) return;
    const update: Update = { id, name, request, run, state: 'admitted' };
    const protocolInstanceId = `${id}#${this.updates.length}`;
    this.updates.push(update);
    this.#updatesByInstance.set(protocolInstanceId, update);
    this.#ready.push({ doUpdate: { id, protocolInstanceId, name, input: [payloadOf(request)], runValidator: true } });
  }

  /** Ends an activity. The next task brings its result. */
  end(activity: OpenActivity, result: Resolution): void {
    this.work.activities.delete(activity);
    if (!activity.isAbandoned) this.#ready.push({ resolveActivity: { seq: activity.seq, result } });
  }

  /** Answers the workflow's request to start a child. @param exists another workflow has the child's id */
  startChild(seq: number, exists: boolean): void {
    this.work.children.delete(seq);
    const answer = exists
      ? { failed: { workflowId: 'another', workflowType: 'ticketOrder', cause: 1 } }
      : { succeeded: { runId: `child-${seq}` } };
    this.#ready.push({ resolveChildWorkflowExecutionStart: { seq, ...answer } });
  }

  /** Lets time pass: timers fire, and activities run out of time. */
  advanceTo(time: number): void {
    for (let due = this.work.nextDue; due <= time; due = this.work.nextDue) {
      this.now = Math.max(this.now, due);
      for (const seq of this.work.takeDueTimers(due)) this.#ready.push({ fireTimer: { seq } });
      for (const activity of this.work.activities)
        if (activity.timesOutAt <= due) this.end(activity, timedOut('scheduleToClose', activity.hasStarted));
    }
    this.now = Math.max(this.now, time);
  }

  /** Runs a workflow task with everything that is ready. @param arrive called if the server refuses the completion */
  async runTask(fate: TaskFate, arrive: () => void): Promise<void> {
    if (this.#ready.length === 0 || this.result !== undefined) return;
    this.advanceTo(this.now + TASK_MS);
    const ready = this.#ready.splice(0);
    const isSuggested = this.#run.taskCount >= this.#start.tasksPerRun;
    const suggestion = isSuggested ? ' (continue as new is suggested)' : '';
    this.#log(() => `task: ${ready.map(describeJob).join(', ')}${suggestion}`);
    const commands = await this.#run.activate(ready, this.now, isSuggested);
    if (fate === 'crashes' || (fate === 'overtaken' && commands.some(isClosing))) {
      this.#log(() => `  ${fate}: the task is repeated`);
      await this.#run.discard();
      arrive();
      this.#ready = [...ready, ...this.#ready];
      return;
    }
    this.work.startTask();
    const ends = [this.#apply(commands)];
    for (let jobs = this.work.takeImmediate(); jobs.length > 0; jobs = this.work.takeImmediate())
      ends.push(this.#apply(await this.#run.activate(jobs, this.now, isSuggested)));
    this.#run.commit();
    const end = ends.find((each) => each !== undefined);
    if (end !== undefined) await this.#close(end);
  }

  /** Removes the order from the worker's cache. */
  async evict(): Promise<void> {
    await this.#run.evict();
  }

  /** Returns the order's snapshot. */
  async query(): Promise<unknown> {
    return await this.#run.query('order');
  }

  /** Ends the simulation: replays the last run. Earlier runs were replayed when they ended. */
  async finish(): Promise<void> {
    if (this.result === undefined) await this.#run.replay();
  }

  #newRun(input: ReturnType<typeof payloadOf>[]): RunHistory {
    this.counts.runs += 1;
    const { workflowId, isChild } = this.#start;
    const run = this.counts.runs;
    const info = { workflowId, isChild, runId: `run-${run}`, firstRunId: 'run-1', startedAt: this.now };
    const initializeWorkflow = {
      workflowId,
      workflowType: 'ticketOrder',
      arguments: input,
      searchAttributes: { indexedFields: this.#searchAttributes },
      memo: { fields: this.#memo },
    };
    this.#ready.unshift({ initializeWorkflow });
    return new RunHistory(this.#create, { ...info, randomnessSeed: [run] }, this.counts);
  }

  /** @returns the command that closes the run */
  #apply(commands: readonly Command[]): Command | undefined {
    this.#log(() => `  → ${describe(commands)}`);
    for (const command of commands) {
      if (command.failWorkflowExecution || command.cancelWorkflowExecution)
        throw new Error(`The order’s workflow must not end by ${describe([command])}.`);
      const scheduled = this.work.apply(command, this.now);
      if (scheduled !== undefined) this.#observer.onScheduled(scheduled);
      if (command.cancelTimer) this.#dropTimer(command.cancelTimer.seq ?? 0);
      if (command.updateResponse) this.#applyUpdateResponse(command.updateResponse);
      this.#searchAttributes = {
        ...this.#searchAttributes,
        ...command.upsertWorkflowSearchAttributes?.searchAttributes?.indexedFields,
      };
      this.#memo = { ...this.#memo, ...command.modifyWorkflowProperties?.upsertedMemo?.fields };
    }
    return commands.find(isClosing);
  }

  /** The server drops the event of a timer that has fired if the workflow cancels the timer before it sees it. */
  #dropTimer(seq: number): void {
    this.#ready = this.#ready.filter(({ fireTimer }) => fireTimer?.seq !== seq);
  }

  #applyUpdateResponse(response: NonNullable<Command['updateResponse']>): void {
    const update = this.#updatesByInstance.get(response.protocolInstanceId ?? '');
    if (update === undefined) throw new Error('The workflow answers an unknown update.');
    if (response.accepted) update.state = 'accepted';
    else if (response.completed) {
      update.state = 'completed';
      update.result = valueOf(response.completed);
    } else update.state = update.state === 'accepted' ? 'failed' : 'rejected';
    const { id, state } = update;
    this.#log(() => `  update ${id} is ${state}`);
    if (update.state !== 'accepted') this.#observer.onUpdateEnded(update);
  }

  async #close(end: Command): Promise<void> {
    this.#observer.onRunEnds();
    await this.#run.replay();
    this.work.clear();
    const { continueAsNewWorkflowExecution: next, completeWorkflowExecution: result } = end;
    if (next) this.#run = this.#newRun(next.arguments ?? []);
    else this.result = { value: valueOf(result?.result ?? undefined) };
  }
}

function isClosing(command: Command): boolean {
  return Boolean(command.completeWorkflowExecution ?? command.continueAsNewWorkflowExecution);
}

function describeJob(job: Job): string {
  const [name = ''] = Object.keys(job);
  const { seq } = (job.resolveActivity ?? job.fireTimer ?? {}) as { seq?: number };
  const detail = job.signalWorkflow?.signalName ?? job.doUpdate?.name ?? seq;
  return detail === undefined ? name : `${name} ${detail}`;
}
