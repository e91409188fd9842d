import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { HOST } from '../../demo/parts/ports.js';

/** How long the receiver of half a message may take to end the connection. */
const HALF_TIMEOUT_MS = 1000;

/** Forwards connections to a port of this machine, and breaks them on request. */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** How long each piece of data is held back, in milliseconds, by each fault that delays. */
  readonly #delays = new Set<{ readonly ms: number }>();
  /** How many faults of each kind are in progress. */
  readonly #active = { cuts: 0, lossPeriods: 0, halvings: 0 };

  private constructor(private readonly targetPort: () => number) {
    this.#server = createServer((socket) => {
      this.#forward(socket);
    });
  }

  /** Starts a proxy on a free port. @param targetPort Returns the port to which a new connection is forwarded. */
  static async listen(targetPort: () => number): Promise<TcpProxy> {
    const proxy = new TcpProxy(targetPort);
    proxy.#server.listen(0, HOST);
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Cuts all connections and accepts no others for a while. */
  async cut(ms: number): Promise<void> {
    this.disconnect();
    await sleep(ms);
    this.reconnect();
  }

  /** Cuts all connections and accepts no others until {@link reconnect}. */
  disconnect(): void {
    this.#active.cuts += 1;
    for (const socket of this.#sockets) socket.destroy();
  }

  reconnect(): void {
    this.#active.cuts -= 1;
  }

  /** Delays all data in both directions for a while. */
  async delay(delayMs: number, ms: number): Promise<void> {
    const delay = { ms: delayMs };
    this.#delays.add(delay);
    await sleep(ms);
    this.#delays.delete(delay);
  }

  /** Forwards what clients send and loses every answer for a while. Then it cuts all connections. */
  async loseAnswers(ms: number): Promise<void> {
    this.#active.lossPeriods += 1;
    await sleep(ms);
    this.#active.lossPeriods -= 1;
    // A connection of which a part is lost must not go on.
    this.disconnect();
    this.reconnect();
  }

  /** For a while, forwards the first half of what it receives next on a connection, and cuts the connection. */
  async halve(ms: number): Promise<void> {
    this.#active.halvings += 1;
    await sleep(ms);
    this.#active.halvings -= 1;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #forward(client: Socket): void {
    if (this.#active.cuts > 0) {
      client.destroy();
      return;
    }
    const target = connect(this.targetPort(), HOST);
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      this.#sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      void this.#pipe(from, to, { isAnswer: from === target });
    }
  }

  async #pipe(from: Socket, to: Socket, { isAnswer }: { readonly isAnswer: boolean }): Promise<void> {
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        const delayMs = Math.max(0, ...[...this.#delays].map((delay) => delay.ms));
        if (delayMs > 0) await sleep(delayMs);
        if (this.#active.halvings > 0) {
          // Leaving the loop destroys both sockets.
          to.end(chunk.subarray(0, Math.floor(chunk.length / 2)));
          // To destroy it at once could reset the connection before the half is read.
          await Promise.race([once(to, 'close'), sleep(HALF_TIMEOUT_MS)]);
          return;
        }
        if (!(isAnswer && this.#active.lossPeriods > 0)) to.write(chunk);
      }
      to.end();
    } catch {
      to.destroy();
    }
  }
}
