/** A function that the clock runs at a given time. */
export type Job = () => void | Promise<void>;

interface ScheduledJob {
  readonly at: number;
  readonly job: Job;
}

/** With a longer delay, `setTimeout` fires immediately. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * The sandbox's clock: real time plus the time by which it was advanced. Jobs run when they become due. While the clock
 * advances, they run one after the other, and each is awaited. All times are milliseconds since the epoch.
 */
export class Clock {
  #offset = 0;
  #jobs: ScheduledJob[] = [];
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #advancing: Promise<void> = Promise.resolve();

  /** Returns the sandbox's time. It dates all records and starts the jobs. */
  now(): number {
    return Date.now() + this.#offset;
  }

  /** Schedules a job. A past time counts as now. Jobs of the same time keep their sequence. */
  schedule(at: number, job: Job): void {
    const later = this.#jobs.findIndex((scheduled) => scheduled.at > at);
    this.#jobs.splice(later === -1 ? this.#jobs.length : later, 0, { at, job });
    this.#setTimer();
  }

  /** Advances the clock. Resolves when all jobs that became due have run, in sequence. */
  advance(milliseconds: number): Promise<void> {
    return this.advanceTo(this.now() + milliseconds);
  }

  /** Advances the clock to a time. A past time has no effect. */
  advanceTo(time: number): Promise<void> {
    const advanced = this.#advancing.then(() => this.#runUntil(time));
    this.#advancing = advanced.catch(() => undefined);
    return advanced;
  }

  /** Cancels all jobs. */
  stop(): void {
    this.#stopped = true;
    this.#jobs = [];
    clearTimeout(this.#timer);
  }

  async #runUntil(time: number): Promise<void> {
    for (let next = this.#takeDue(time); next; next = this.#takeDue(time)) {
      this.#setAtLeast(next.at);
      await next.job();
    }
    this.#setAtLeast(time);
    this.#setTimer();
  }

  #setAtLeast(time: number): void {
    this.#offset += Math.max(0, time - this.now());
  }

  #takeDue(time: number): ScheduledJob | undefined {
    const [first] = this.#jobs;
    return first && first.at <= time ? this.#jobs.shift() : undefined;
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    const [first] = this.#jobs;
    if (!first || this.#stopped) return;
    const milliseconds = Math.min(Math.max(0, first.at - this.now()), MAX_TIMEOUT_MS);
    this.#timer = setTimeout(() => {
      // Nobody awaits these jobs. A job that fails is a defect of the sandbox, and ends the process with its stack
      // trace.
      for (let next = this.#takeDue(this.now()); next; next = this.#takeDue(this.now())) void run(next.job);
      this.#setTimer();
    }, milliseconds);
    this.#timer.unref();
  }
}

/** Runs a job so that a synchronous error does not keep other jobs from running. */
async function run(job: Job): Promise<void> {
  await job();
}
