/** Limits the requests and connections of one caller, and the connections of all callers together. */
import type { BlockList, Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { ROUTES } from './adapters/routes.js';
import { TOO_MANY } from './answers.js';
import type { Receiver } from './receiver.js';
import { callerName, isIn, isPrivate } from './remote-address.js';
import { TokenBucket } from './token-bucket.js';

/** Refused requests per caller, before further ones are left unread. */
const REFUSAL_ALLOWANCE = { burst: 100, intervalMs: 1000 };
/** How long a caller is not limited after it sent a genuine callback. ECPay calls every day. */
const GENUINE_WINDOW_MS = 36 * 60 * 60 * 1000;
const MAX_REMEMBERED_CALLERS = 10_000;
const MAX_CONNECTIONS_PER_CALLER = 100;

/** Statuses of requests that are not ECPay's, and of bodies that did not arrive completely. */
const REFUSED_STATUSES: readonly number[] = [400, 408, 413];

interface Caller {
  readonly refusals: TokenBucket;
  genuineUntil: number;
}

/**
 * Answers 429 without reading the request if many requests of its caller were refused. A caller that sent a genuine
 * callback is not limited. Neither is an address that may stand for many callers, such as an untrusted proxy in a
 * private network.
 */
export function limitRefusals(scope: FastifyInstance, { log, observation }: Receiver): void {
  const callers = new LRUCache<string, Caller>({ max: MAX_REMEMBERED_CALLERS });
  const findCaller = (address: string): Caller => {
    const name = callerName(address);
    const known = callers.get(name);
    if (known !== undefined) return known;
    const caller = { refusals: new TokenBucket(REFUSAL_ALLOWANCE), genuineUntil: 0 };
    callers.set(name, caller);
    return caller;
  };

  scope.addHook('onRequest', (request, reply, done) => {
    if (!isAttributable(request) || isAllowed(findCaller(request.ip))) {
      done();
      return;
    }
    const kind = kindOf(request);
    log.warn(
      { kind, refusal: 'tooMany' },
      'refused a request without reading it, after too many refused requests of its caller',
    );
    if (kind !== undefined) observation.countUnread(kind, 'tooMany');
    void reply.code(TOO_MANY.status).headers(TOO_MANY.headers).send(TOO_MANY.body);
  });

  scope.addHook('onResponse', (request, { statusCode }, done) => {
    if (isAttributable(request)) {
      if (statusCode === 200) findCaller(request.ip).genuineUntil = performance.now() + GENUINE_WINDOW_MS;
      else if (REFUSED_STATUSES.includes(statusCode)) findCaller(request.ip).refusals.tryTake();
    }
    done();
  });
}

/**
 * Limits the connections of each caller and of all callers together, so that one caller cannot take them all. Trusted
 * proxies and private addresses stand for many callers, and only the common limit applies to them.
 *
 * @param limits The largest number of open connections, and the trusted proxies.
 */
export function limitConnections(
  server: FastifyInstance,
  {
    maxConnections,
    trusted,
    log,
  }: { readonly maxConnections: number; readonly trusted: BlockList; readonly log: Receiver['log'] },
): void {
  const openConnections = new Map<string, number>();
  server.server.maxConnections = maxConnections;
  server.server.on('drop', () => {
    log.warn({ refusal: 'tooManyConnections' }, 'refused a connection: the server has too many open connections');
  });
  server.server.on('connection', (socket: Socket) => {
    const { remoteAddress = '' } = socket;
    if (isPrivate(remoteAddress) || isIn(trusted, remoteAddress)) return;
    const caller = callerName(remoteAddress);
    const count = openConnections.get(caller) ?? 0;
    if (count >= MAX_CONNECTIONS_PER_CALLER) {
      log.warn({ refusal: 'tooManyConnections' }, 'refused a connection: its caller has too many open connections');
      socket.destroy();
      return;
    }
    openConnections.set(caller, count + 1);
    socket.once('close', () => {
      const remaining = (openConnections.get(caller) ?? 1) - 1;
      if (remaining > 0) openConnections.set(caller, remaining);
      else openConnections.delete(caller);
    });
  });
}

/** Whether the caller is genuine, or has refused requests left. */
function isAllowed({ refusals, genuineUntil }: Caller): boolean {
  return genuineUntil > performance.now() || refusals.msUntilAvailable() === 0;
}

/** Whether the address belongs to one caller. A private address without a trusted proxy may stand for any. */
function isAttributable({ ip, socket }: FastifyRequest): boolean {
  return ip !== socket.remoteAddress || !isPrivate(ip);
}

function kindOf({ routeOptions: { url = '' } }: FastifyRequest) {
  return ROUTES.find(([, path]) => url.endsWith(path))?.[0];
}
