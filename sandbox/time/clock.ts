/** What is to be done at a time of the clock. */
export type Job = () => void | Promise<void>;

interface Appointment {
  readonly at: number;
  readonly job: Job;
}

/** Longer than that, `setTimeout` fires at once. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/**
 * Real time plus what was skipped. Jobs run when their time has come: by themselves as real time passes, and one after
 * the other, each awaited, while time is skipped. All times are milliseconds since the epoch.
 */
export class Clock {
  #skipped = 0;
  #appointments: Appointment[] = [];
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #skipping: Promise<void> = Promise.resolve();

  /** The sandbox's time: it dates the book and starts the jobs. */
  now(): number {
    return Date.now() + this.#skipped;
  }

  /** Runs a job once `at` has come; a time that has passed counts as now. Jobs of the same time keep their order. */
  schedule(at: number, job: Job): void {
    const later = this.#appointments.findIndex((appointment) => appointment.at > at);
    this.#appointments.splice(later === -1 ? this.#appointments.length : later, 0, { at, job });
    this.#wait();
  }

  /** Skips so many milliseconds; resolves when everything that fell due has run, in order. */
  advance(milliseconds: number): Promise<void> {
    return this.advanceTo(this.now() + milliseconds);
  }

  /** Skips to a time; one that has passed changes nothing, since time never goes back. */
  advanceTo(time: number): Promise<void> {
    const turn = this.#skipping.then(() => this.#skipTo(time));
    this.#skipping = turn.catch(() => undefined);
    return turn;
  }

  /** Runs no job any more. */
  stop(): void {
    this.#stopped = true;
    this.#appointments = [];
    clearTimeout(this.#timer);
  }

  async #skipTo(time: number): Promise<void> {
    for (let next = this.#takeDue(time); next; next = this.#takeDue(time)) {
      this.#setAtLeast(next.at);
      await next.job();
    }
    this.#setAtLeast(time);
    this.#wait();
  }

  #setAtLeast(time: number): void {
    this.#skipped += Math.max(0, time - this.now());
  }

  #takeDue(time: number): Appointment | undefined {
    const [first] = this.#appointments;
    return first && first.at <= time ? this.#appointments.shift() : undefined;
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const [first] = this.#appointments;
    if (!first || this.#stopped) return;
    const milliseconds = Math.min(Math.max(0, first.at - this.now()), LONGEST_TIMEOUT);
    this.#timer = setTimeout(() => {
      // Nobody waits for these; a job that fails is a defect of the sandbox and ends the process with its stack.
      for (let next = this.#takeDue(this.now()); next; next = this.#takeDue(this.now())) void run(next.job);
      this.#wait();
    }, milliseconds);
    this.#timer.unref();
  }
}

/** So that a job that throws at once does not keep the others from running. */
async function run(job: Job): Promise<void> {
  await job();
}
