import { parseArgs } from 'node:util';

/** The address on which a process listens. */
export interface ListenOptions {
  readonly port: number;
  readonly host: string;
}

/** The command line is invalid. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}

export const HIGHEST_PORT = 65_535;

/**
 * Parses `[--port P] [--host H]`. Port 0 selects any free port. The host defaults to 127.0.0.1, because a process is
 * meant to run behind an HTTPS proxy.
 * @throws UsageError, which names the wrong option and says how to correct it
 */
export function readListenOptions(args: readonly string[], defaultPort: number): ListenOptions {
  const { port = String(defaultPort), host } = parse(args);
  return checkListenOptions(port, host);
}

/** @throws UsageError */
export function checkListenOptions(port: string, host = '127.0.0.1'): ListenOptions {
  if (!/^\d{1,5}$/.test(port) || Number(port) > HIGHEST_PORT) {
    throw new UsageError(`--port: "${port}" is not a port. Give a number from 0 to ${HIGHEST_PORT}.`);
  }
  if (host === '') throw new UsageError('--host is empty. Give an address to listen on, such as 0.0.0.0.');
  return { port: Number(port), host };
}

function parse(args: readonly string[]): { port?: string; host?: string } {
  try {
    return parseArgs({ args: [...args], options: { port: { type: 'string' }, host: { type: 'string' } } }).values;
  } catch (error) {
    throw new UsageError(`${asSentence((error as Error).message)} The options are --port P and --host H.`);
  }
}

/** Ends a text with a full stop. Node ends some messages about arguments with one, and others without. */
export function asSentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
