import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import type { TemporalConnection } from '../settings/index.js';
import { TemporalUnreachableError } from './errors/temporal-unreachable-error.js';

/** Milliseconds. The SDK itself waits for as long as the network does. */
const CONNECT_WITHIN = 10_000;

/** Workers on the connection have its plugins. @throws TemporalUnreachableError */
export async function connect(
  { address, options }: TemporalConnection,
  plugins: NonNullable<NativeConnectionOptions['plugins']> = [],
): Promise<NativeConnection> {
  const late = new AbortController();
  try {
    const timedOut = sleep(CONNECT_WITHIN, undefined, { signal: late.signal });
    const connection = await Promise.race([NativeConnection.connect({ ...options, plugins }), timedOut]);
    if (connection !== undefined) return connection;
  } catch (error) {
    throw new TemporalUnreachableError(address, reasonIn(error));
  } finally {
    late.abort();
  }
  throw new TemporalUnreachableError(address, `no answer within ${CONNECT_WITHIN / 1000} s`);
}

/** Of the SDK's nested words, the innermost: `tcp connect error`, `Connection refused` … */
function reasonIn(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return /message: "([^"]+)"/.exec(words)?.[1] ?? /error: "([^"]+)"/.exec(words)?.[1] ?? words;
}
