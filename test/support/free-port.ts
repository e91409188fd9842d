import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** A port for a process that cannot choose one. Another may take it before it is used: then that process says so. */
export async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}
