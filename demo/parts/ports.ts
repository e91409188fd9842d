import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { PartFailedError } from './part-failed-error.js';

export const HOST = '127.0.0.1';

/**
 * Ports below those that Linux, macOS and Windows give to outgoing connections and to servers without a port of their
 * own (from 32768, on the others from 49152). Such a one would take the port of a process that does not listen yet, or
 * is down.
 */
const FIRST_PORT = 15_000;
const END_PORT = 32_000;

/** The ports follow each other, so that this process is never given one twice. Another process starts elsewhere. */
let nextPort = randomInt(FIRST_PORT, END_PORT);

/** Returns a free port for a process that cannot choose one, or that listens on the same port when it starts again. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = nextPort;
    nextPort = port + 1 < END_PORT ? port + 1 : FIRST_PORT;
    if (await isFree(port)) return port;
  }
}

/**
 * Starts a process on its default ports, or on free ports where a default port is taken. If another program takes a
 * port before the process listens on it, the start is repeated once on other ports.
 *
 * @param defaultPorts Port 0 selects a free port.
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
  return await Promise.all(preferred.map(async (port) => (port > 0 && (await isFree(port)) ? port : freePort())));
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, HOST);
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
