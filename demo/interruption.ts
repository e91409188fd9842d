import { once } from 'node:events';

/** Ctrl-C, a terminal that is closed, `kill`. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly code = 'INTERRUPTED';

  constructor(
    readonly signal: NodeJS.Signals,
    /** As shells have it: 128 and the signal's number. */
    readonly exitStatus: number,
  ) {
    super(`Interrupted by ${signal}.`);
  }
}

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Aborts with an {@link Interruption} at the first signal. Further ones change nothing: the parts are being ended. */
export function abortOnSignals(abort: AbortController): void {
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      abort.abort(new Interruption(signal as NodeJS.Signals, 128 + number));
    });
  }
}

/** What `promise` resolves to. Rejects with the signal's reason if that is aborted first, or was before. */
export async function orAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  const settled = new AbortController();
  try {
    return await Promise.race([rejectedBy(signal, settled.signal), promise]);
  } finally {
    settled.abort();
  }
}

async function rejectedBy(signal: AbortSignal, inVain: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort', { signal: inVain });
  throw signal.reason;
}
