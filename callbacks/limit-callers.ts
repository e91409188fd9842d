/** What one caller, and all of them together, may take of the server. */
import type { BlockList, Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { ROUTES } from './adapters/routes.js';
import { TOO_MANY } from './answers.js';
import type { Receiver } from './receiver.js';
import { callerOf, isIn, isOwn } from './remote-address.js';
import { TokenBucket } from './token-bucket.js';

/** Refused requests of one caller: so many at once, and then one every so many milliseconds. */
const REFUSALS = { burst: 100, every: 1000 };
/** For how long a caller that sent something genuine is not limited. Milliseconds; ECPay calls every day. */
const GENUINE_FOR = 36 * 60 * 60 * 1000;
/** Callers that are remembered. */
const CALLERS = 10_000;
/** Connections of one caller. */
const CONNECTIONS_PER_CALLER = 100;

/** Statuses of what is not ECPay's, and of bodies that did not come in whole. */
const REFUSED: readonly number[] = [400, 408, 413];

interface Caller {
  readonly refusals: TokenBucket;
  genuineUntil: number;
}

/**
 * Leaves unread what a caller sends after many refused requests; a caller that sent something genuine is never limited,
 * and neither is one whose address stands for others: a proxy of one's own that is not trusted.
 */
export function limitRefusals(scope: FastifyInstance, { log, observation }: Receiver): void {
  const callers = new LRUCache<string, Caller>({ max: CALLERS });
  const callerAt = (address: string): Caller => {
    const name = callerOf(address);
    const known = callers.get(name);
    if (known !== undefined) return known;
    const caller = { refusals: new TokenBucket(REFUSALS), genuineUntil: 0 };
    callers.set(name, caller);
    return caller;
  };

  scope.addHook('onRequest', (request, reply, done) => {
    if (!isAttributable(request) || isAllowed(callerAt(request.ip))) {
      done();
      return;
    }
    const kind = kindOf(request);
    log.warn({ kind, refusal: 'tooMany' }, 'refused a request unread: its sender had too many refused before');
    if (kind !== undefined) observation.unread(kind, 'tooMany');
    void reply.code(TOO_MANY.status).headers(TOO_MANY.headers).send(TOO_MANY.body);
  });

  scope.addHook('onResponse', (request, { statusCode }, done) => {
    if (isAttributable(request)) {
      if (statusCode === 200) callerAt(request.ip).genuineUntil = performance.now() + GENUINE_FOR;
      else if (REFUSED.includes(statusCode)) callerAt(request.ip).refusals.take();
    }
    done();
  });
}

/**
 * Bounds the connections of all callers together and of each: one stranger cannot take them all. `trusted` proxies, and
 * addresses of one's own network, stand for many callers and are bounded together only.
 */
export function limitConnections(
  server: FastifyInstance,
  { most, trusted, log }: { readonly most: number; readonly trusted: BlockList; readonly log: Receiver['log'] },
): void {
  const open = new Map<string, number>();
  server.server.maxConnections = most;
  server.server.on('drop', () => {
    log.warn({ refusal: 'tooManyConnections' }, 'refused a connection: as many as are allowed are open');
  });
  server.server.on('connection', (socket: Socket) => {
    const { remoteAddress = '' } = socket;
    if (isOwn(remoteAddress) || isIn(trusted, remoteAddress)) return;
    const caller = callerOf(remoteAddress);
    const others = open.get(caller) ?? 0;
    if (others >= CONNECTIONS_PER_CALLER) {
      log.warn({ refusal: 'tooManyConnections' }, 'refused a connection: its caller has as many open as are allowed');
      socket.destroy();
      return;
    }
    open.set(caller, others + 1);
    socket.once('close', () => {
      const left = (open.get(caller) ?? 1) - 1;
      if (left > 0) open.set(caller, left);
      else open.delete(caller);
    });
  });
}

function isAllowed({ refusals, genuineUntil }: Caller): boolean {
  return genuineUntil > performance.now() || refusals.wait() === 0;
}

/** Of what comes from one's own network without a trusted proxy's word, nobody can say whose it is. */
function isAttributable({ ip, socket }: FastifyRequest): boolean {
  return ip !== socket.remoteAddress || !isOwn(ip);
}

function kindOf({ routeOptions: { url = '' } }: FastifyRequest) {
  return ROUTES.find(([, path]) => url.endsWith(path))?.[0];
}
