import { setTimeout as sleep } from 'node:timers/promises';
import { MissingSearchAttributesError } from './errors/missing-search-attributes-error.js';
import { NamespaceNotFoundError } from './errors/namespace-not-found-error.js';
import { TemporalUnreachableError } from './errors/temporal-unreachable-error.js';

/** Milliseconds between two attempts. */
const PAUSE = 1000;

/** Milliseconds until the reason is repeated for the first time; each time twice as long. */
const REPEAT_AFTER = 5000;

type Absence = TemporalUnreachableError | NamespaceNotFoundError | MissingSearchAttributesError;

/**
 * Repeats `start` while Temporal, its namespace or the search attributes are missing: where everything starts together,
 * they appear late. Writes the reason to stderr at once, when it changes, and at growing intervals.
 *
 * @param timeout seconds; after that the last failure is thrown. 0: the first one is.
 * @throws any other failure at once.
 */
export async function retryStart<T>(start: () => Promise<T>, timeout: number): Promise<T> {
  const end = performance.now() + timeout * 1000;
  const report = reporter(end);
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (!mayAppear(error) || performance.now() >= end) throw error;
      report(error);
      await sleep(Math.min(PAUSE, Math.max(end - performance.now(), 0)));
    }
  }
}

/** A search attribute of another type stays as it is. */
function mayAppear(error: unknown): error is Absence {
  if (error instanceof MissingSearchAttributesError) return error.gaps.every(({ actual }) => actual === undefined);
  return error instanceof TemporalUnreachableError || error instanceof NamespaceNotFoundError;
}

function reporter(end: number): (absence: Absence) => void {
  let last: Absence['code'] | undefined;
  let repeatAt = 0;
  let interval = REPEAT_AFTER;
  return ({ code, message }) => {
    const now = performance.now();
    if (code === last && now < repeatAt) return;
    interval = code === last ? 2 * interval : REPEAT_AFTER;
    repeatAt = now + interval;
    last = code;
    const seconds = Math.ceil((end - now) / 1000);
    process.stderr.write(`${message} The worker tries again for ${seconds} s (ECTICKET_STARTUP_TIMEOUT).\n`);
  };
}
