import { once } from 'node:events';

/** A signal ended the demo: Ctrl-C, a closed terminal, or `kill`. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly code = 'INTERRUPTED';

  constructor(
    readonly signal: NodeJS.Signals,
    /** 128 plus the signal's number, as shells report it. */
    readonly exitStatus: number,
  ) {
    super(`Interrupted by ${signal}.`);
  }
}

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Aborts with an {@link Interruption} on the first signal. Later signals have no effect while the demo shuts down. */
export function abortOnSignals(abort: AbortController): void {
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      abort.abort(new Interruption(signal as NodeJS.Signals, 128 + number));
    });
  }
}

/** Settles as `promise` does, or rejects with the signal's reason if the signal is aborted first. */
export async function rejectOnAbort<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  const settled = new AbortController();
  try {
    return await Promise.race([waitForAbort(signal, settled.signal), promise]);
  } finally {
    settled.abort();
  }
}

async function waitForAbort(signal: AbortSignal, cancelled: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort', { signal: cancelled });
  throw signal.reason;
}
