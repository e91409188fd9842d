import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { UsageError, type ListenOptions } from './listen-options.js';
import { SettingsError } from './settings-error.js';

/** The part of a Fastify server that a process needs. */
export interface Listening {
  listen(at: ListenOptions): Promise<unknown>;
  close(): PromiseLike<unknown>;
  readonly server: Server;
}

/** What a process was told. Mistakes in it are printed in their own words, without a stack; then there is no answer. */
export function readOrSay<T>(told: () => T): T | undefined {
  try {
    return told();
  } catch (error) {
    if (!(error instanceof SettingsError || error instanceof UsageError)) throw error;
    console.error(error.message);
    return undefined;
  }
}

/**
 * Serves until SIGTERM, SIGINT or SIGHUP, and says on stdout when it is ready.
 * @param ready called when it listens
 * @returns the exit status: 0 when it was asked to end, 1 when it cannot listen
 */
export async function listenUntilAsked(
  server: Listening,
  { host, port }: ListenOptions,
  ready?: () => Promise<void>,
): Promise<number> {
  const asked = askedToEnd();
  try {
    await server.listen({ host, port });
  } catch (error) {
    console.error(`Cannot listen on ${host}:${port} (${codeOf(error)}). Choose another with --port.`);
    return 1;
  }
  console.log(`listening on http://${host}:${(server.server.address() as AddressInfo).port}`);
  await ready?.();
  await asked;
  await server.close();
  return 0;
}

async function askedToEnd(): Promise<void> {
  const asked = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.once(signal, () => {
      asked.abort();
    });
  }
  await once(asked.signal, 'abort');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
