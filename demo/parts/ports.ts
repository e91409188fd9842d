import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { PartFailedError } from './part-failed-error.js';

export const HOST = '127.0.0.1';

/**
 * Starts a part on its usual ports; where one is taken, on any free one instead. Another program may still be faster
 * than the part; then it is started once more.
 */
export async function onFreePorts<T>(
  usualPorts: readonly number[],
  start: (...ports: string[]) => Promise<T>,
): Promise<T> {
  const ports = await freePorts(usualPorts);
  try {
    return await start(...ports.map(String));
  } catch (error) {
    const stillFree = await freePorts(ports);
    const wasFaster = ports.some((port, index) => port !== stillFree[index]);
    if (!(error instanceof PartFailedError && wasFaster)) throw error;
    return await start(...stillFree.map(String));
  }
}

async function freePorts(preferred: readonly number[]): Promise<number[]> {
  return await Promise.all(preferred.map(async (port) => (await probe(port)) ?? (await probe(0)) ?? port));
}

/** The port, if it can be listened on; 0 takes any. */
async function probe(port: number): Promise<number | undefined> {
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
