import { parseArgs } from 'node:util';

/** The command line cannot be read. */
class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}

/** Beside those of the sandbox (4600), the receiver (4610) and the codec server (4620). */
const DEFAULT_PORT = 4630;

/** Reads `[--port P]`; port 0 is any free one. @throws UsageError */
export function readArguments(args: readonly string[]): { port: number } {
  const port = portIn(args);
  if (port === undefined) return { port: DEFAULT_PORT };
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new UsageError('--port takes a number from 0 to 65535.');
  return { port: Number(port) };
}

function portIn(args: readonly string[]): string | undefined {
  try {
    return parseArgs({ args: [...args], options: { port: { type: 'string' } } }).values.port;
  } catch (error) {
    throw new UsageError(`${(error as Error).message} The only option is --port P, where the health checks listen.`);
  }
}
