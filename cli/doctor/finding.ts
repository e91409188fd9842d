/** What a look at one part found; words that say how to fix it where it failed. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'failed' | 'skipped';
  readonly words: string;
}

/** Something is not as it should be. */
export class Ailment extends Error {}

/** What cannot be looked at. */
export class Skipped extends Error {}

/** Looks at one part: what `look` answers is said of it when it is well, what it throws when it is not. */
export async function examine(check: string, look: () => Promise<string> | string): Promise<Finding> {
  try {
    return { check, state: 'ok', words: await look() };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { check, state: error instanceof Skipped ? 'skipped' : 'failed', words };
  }
}
