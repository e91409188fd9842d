import type { CheckName } from '../texts/en-doctor.js';

/** The result of one check of `ecticket doctor`. */
export interface Finding {
  readonly check: CheckName;
  readonly state: 'ok' | 'failed' | 'skipped';
  /** What was found; for a failed check, also how to fix it. */
  readonly message: string;
}

/** A check found a problem. The message says how to fix it. */
export class CheckFailed extends Error {}

/** A check could not run. The message says why. */
export class CheckSkipped extends Error {}

/** Runs a check. `run` returns the description of a passed check and throws otherwise. */
export async function runCheck(check: CheckName, run: () => Promise<string> | string): Promise<Finding> {
  try {
    return { check, state: 'ok', message: await run() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { check, state: error instanceof CheckSkipped ? 'skipped' : 'failed', message };
  }
}
