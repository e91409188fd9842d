import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/**
 * Returns a free port for a process that cannot choose one. Another process may take it first; the process then
 * fails.
 */
export async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}

/** Starts a process at a free port. If the start fails, because another process took the port, repeats it once. */
export async function startAtFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(await freePort());
  } catch {
    return await start(await freePort());
  }
}
