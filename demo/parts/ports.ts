import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { PartFailedError } from './part-failed-error.js';

export const HOST = '127.0.0.1';

/**
 * Starts a process on its default ports, or on free ports where a default port is taken. If another program takes a
 * port before the process listens on it, the start is repeated once on other ports.
 */
export async function startOnFreePorts<T>(
  defaultPorts: readonly number[],
  start: (...ports: string[]) => Promise<T>,
): Promise<T> {
  const ports = await findFreePorts(defaultPorts);
  try {
    return await start(...ports.map(String));
  } catch (error) {
    const freePorts = await findFreePorts(ports);
    const wasPortTaken = ports.some((port, index) => port !== freePorts[index]);
    if (!(error instanceof PartFailedError && wasPortTaken)) throw error;
    return await start(...freePorts.map(String));
  }
}

async function findFreePorts(preferred: readonly number[]): Promise<number[]> {
  return await Promise.all(preferred.map(async (port) => (await probePort(port)) ?? (await probePort(0)) ?? port));
}

/** Returns the port if it is free. Port 0 selects any free port. */
async function probePort(port: number): Promise<number | undefined> {
  const server = createServer().listen(port, HOST);
  try {
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch {
    return undefined;
  } finally {
    server.close();
  }
}
