import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import type { Env } from './environment.js';
import { UsageError, type ListenOptions } from './listen-options.js';
import { readProcessCommand, type ProcessCommand } from './process-command.js';
import { SettingsError } from './settings-error.js';

/** The part of a Fastify server that {@link serveUntilSignal} uses. */
export interface ListeningServer {
  listen(at: ListenOptions): Promise<unknown>;
  close(): PromiseLike<unknown>;
  readonly server: Server;
}

/**
 * Runs a server with its arguments and settings, or prints what `--help` or `--version` asks for.
 *
 * @param readSettings throws SettingsError
 * @returns the exit status: that of `serve`; 0 after `--help` and `--version`; 2 for invalid arguments or settings
 */
export async function runServerProcess<ProcessSettings>(
  args: readonly string[],
  command: ProcessCommand,
  readSettings: (env: Env) => ProcessSettings,
  serve: (at: ListenOptions, settings: ProcessSettings) => Promise<number>,
): Promise<number> {
  const at = readOrPrintMistakes(() => readProcessCommand(args, command));
  if (typeof at === 'string') console.log(at);
  if (typeof at !== 'object') return at === undefined ? 2 : 0;
  const settings = readOrPrintMistakes(() => readSettings(process.env));
  return settings === undefined ? 2 : await serve(at, settings);
}

/**
 * Returns what `read` returns. Prints mistakes in settings or arguments without a stack, and returns undefined then.
 */
function readOrPrintMistakes<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SettingsError || error instanceof UsageError)) throw error;
    console.error(error.message);
    return undefined;
  }
}

/**
 * Serves until SIGTERM, SIGINT or SIGHUP. Prints the address to stdout when the server listens.
 * @param onListening called when the server listens
 * @returns the exit status: 0 after a signal, 1 if the server cannot listen
 */
export async function serveUntilSignal(
  server: ListeningServer,
  { host, port }: ListenOptions,
  onListening?: () => Promise<void>,
): Promise<number> {
  const signalled = waitForSignal();
  try {
    await server.listen({ host, port });
  } catch (error) {
    const what =
      codeOf(error) === 'EADDRINUSE'
        ? `Port ${port} is in use. Stop the process that listens there, or choose another port with --port.`
        : `Cannot listen on ${host}:${port} (${codeOf(error)}). Choose another address with --host and --port.`;
    console.error(what);
    return 1;
  }
  console.log(`listening on http://${host}:${(server.server.address() as AddressInfo).port}`);
  await onListening?.();
  await signalled;
  await server.close();
  return 0;
}

async function waitForSignal(): Promise<void> {
  const signalled = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.once(signal, () => {
      signalled.abort();
    });
  }
  await once(signalled.signal, 'abort');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
