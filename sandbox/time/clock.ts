/** What is to be done at a time of the clock. */
export type Job = () => void | Promise<void>;

interface ScheduledJob {
  readonly at: number;
  readonly job: Job;
}

/** Longer than that, `setTimeout` fires at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Real time plus what was skipped. Jobs run when their time has come: by themselves as real time passes, and one after
 * the other, each awaited, while time is skipped. All times are milliseconds since the epoch.
 */
export class Clock {
  #offset = 0;
  #jobs: ScheduledJob[] = [];
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #advancing: Promise<void> = Promise.resolve();

  /** The sandbox's time: it dates the book and starts the jobs. */
  now(): number {
    return Date.now() + this.#offset;
  }

  /** Runs a job once `at` has come; a time that has passed counts as now. Jobs of the same time keep their order. */
  schedule(at: number, job: Job): void {
    const later = this.#jobs.findIndex((scheduled) => scheduled.at > at);
    this.#jobs.splice(later === -1 ? this.#jobs.length : later, 0, { at, job });
    this.#setTimer();
  }

  /** Skips so many milliseconds; resolves when everything that fell due has run, in order. */
  advance(milliseconds: number): Promise<void> {
    return this.advanceTo(this.now() + milliseconds);
  }

  /** Skips to a time; one that has passed changes nothing, since time never goes back. */
  advanceTo(time: number): Promise<void> {
    const advanced = this.#advancing.then(() => this.#runUntil(time));
    this.#advancing = advanced.catch(() => undefined);
    return advanced;
  }

  /** Runs no job any more. */
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
      // Nobody waits for these; a job that fails is a defect of the sandbox and ends the process with its stack.
      for (let next = this.#takeDue(this.now()); next; next = this.#takeDue(this.now())) void run(next.job);
      this.#setTimer();
    }, milliseconds);
    this.#timer.unref();
  }
}

/** So that a job that throws at once does not keep the others from running. */
async function run(job: Job): Promise<void> {
  await job();
}
