/** A TCP proxy that a test cuts and restores: a server that becomes unreachable and comes back. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { freePort } from '../../demo/parts/ports.js';

export interface ConnectionSwitch {
  /** `127.0.0.1:<port>`, the same after each `restore`. */
  readonly address: string;
  /** Closes all connections and refuses new ones. */
  readonly cut: () => Promise<void>;
  readonly restore: () => Promise<void>;
}

/** Opens a proxy to a server. @param target `host:port` */
export async function openConnectionSwitch(target: string): Promise<ConnectionSwitch> {
  const [host = '', targetPort = ''] = target.split(':');
  const sockets = new Set<Socket>();
  const server = createServer((caller) => {
    const called = connect(Number(targetPort), host);
    for (const socket of [caller, called]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    caller.pipe(called).pipe(caller);
  });
  const port = await freePort();
  const listen = async () => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen();
  return {
    address: `127.0.0.1:${port}`,
    cut: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      await closed;
    },
    restore: listen,
  };
}
