/** Starts an example: serves it until the process is ended. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { connectBackend, UsageError, type Backend } from './backend.js';

/**
 * Runs an example with the arguments and the environment of this process. Sets the exit status: 1 if the port is in
 * use, 2 for invalid arguments or settings.
 */
export async function runExample(
  defaultPort: number,
  createListener: (backend: Backend) => RequestListener | Promise<RequestListener>,
): Promise<void> {
  const server = createServer();
  try {
    const port = readPort(process.argv.slice(2), defaultPort);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    await serve(server, createListener);
  } catch (error) {
    // An error with a code is about the port or a setting, and its message says which.
    if (!(error instanceof Error && 'code' in error)) throw error;
    const isInUse = error.code === 'EADDRINUSE';
    console.error(isInUse ? `${error.message}. Choose another port with --port.` : error.message);
    process.exitCode = isInUse ? 1 : 2;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function readPort(args: readonly string[], defaultPort: number): number {
  let port: string;
  try {
    const { values } = parseArgs({ args: [...args], options: { port: { type: 'string' } } });
    port = values.port ?? String(defaultPort);
  } catch (error) {
    throw new UsageError(`${(error as Error).message} The option is --port P.`);
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new UsageError(`--port: "${port}" is not a port. Give a number from 0 to 65535.`);
  return Number(port);
}

async function serve(
  server: Server,
  createListener: (backend: Backend) => RequestListener | Promise<RequestListener>,
): Promise<void> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { connection, backend } = connectBackend(process.env, url);
  server.on('request', await createListener(backend));
  console.log(`listening on ${url}`);
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  await connection.close();
}
