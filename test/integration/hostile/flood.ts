/** Sends generated requests to a server process, and compares what it holds before and after. */
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import fc from 'fast-check';
import { SEEDS, wholeNumberSetting } from '../../support/test-settings.js';
import { exchange, type Exchange } from './exchange.js';
import type { HostileRequest } from './requests.js';
import type { Holdings, ServerProcess } from './server-process.js';
import { openSlowClients } from './slow-clients.js';

/** The number of requests to all servers together. Each gets half of them: fewer would not reach every check. */
const ALL_RUNS = wholeNumberSetting('ECTICKET_HOSTILE_RUNS', { min: 1000, max: 100_000_000 }) ?? 10_000;
export const RUNS = Math.ceil(ALL_RUNS / 2);
const SEED = wholeNumberSetting('ECTICKET_HOSTILE_SEED', SEEDS) ?? randomInt(2 ** 31 - 1);
/** Milliseconds. */
export const TIME_LIMIT = 240_000 + RUNS * 20;

/** Requests under way at once. */
const BATCH = 50;
/** Requests after which the server has compiled its code and filled its caches. */
const WARM_UP = 1000;
/** Milliseconds within which the server closes its last connections. It gives up on a request after 15 seconds. */
const IDLE_LIMIT_MS = 30_000;

const PROBE = {
  bytes: Buffer.from('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
  halfClose: false,
};

/**
 * What the server may hold more after the flood, in bytes. By default, a leak of two and a half kilobytes per request
 * exceeds it. More requests find smaller leaks.
 */
const MAX_GROWTH = { heapUsed: 4 * 1024 * 1024, external: 4 * 1024 * 1024, rss: 128 * 1024 * 1024 } as const;
const SIZES = ['heapUsed', 'external', 'rss'] as const;

export interface Hostility {
  readonly requests: fc.Arbitrary<HostileRequest>;
  /** Request lines and headers of slow requests. */
  readonly slowHeads: readonly (readonly string[])[];
}

/** Prints how to repeat the requests. */
export function announce(what: string): void {
  process.stderr.write(`${what}: ECTICKET_HOSTILE_SEED=${SEED} ECTICKET_HOSTILE_RUNS=${ALL_RUNS}\n`);
}

/**
 * Sends the requests, and some slowly. The server must answer or close each, answer a probe meanwhile, and log no
 * error. Afterwards it must have closed every connection, and hold as much memory as before.
 *
 * @param check Throws if an answer shows that a request was accepted.
 * @returns The number of answers by status; `closed` for connections that were closed without one.
 */
export async function flood(
  server: ServerProcess,
  { requests, slowHeads }: Hostility,
  check: (answer: Exchange, request: HostileRequest) => void,
): Promise<Readonly<Record<string, number>>> {
  const answers: Record<string, number> = {};
  const send = async (request: HostileRequest): Promise<void> => {
    const answer = await exchange(server.port, request);
    const kind = answer.status ?? 'closed';
    answers[kind] = (answers[kind] ?? 0) + 1;
    try {
      check(answer, request);
    } catch (error) {
      throw new Error(`${request.what}\nanswer: ${answer.text.slice(0, 600)}`, { cause: error });
    }
  };
  const sendAll = async (runs: number, seed: number): Promise<void> => {
    const batch = fc.array(requests, { minLength: BATCH, maxLength: BATCH });
    const property = fc.asyncProperty(batch, async (all) => {
      await Promise.all([probe(server), ...all.map(send)]);
    });
    await fc.assert(property, { seed, numRuns: Math.ceil(runs / BATCH) });
  };

  await sendAll(Math.min(WARM_UP, RUNS), SEED);
  const before = await idleHoldings(server);
  const closeSlowClients = openSlowClients(server.port, slowHeads);
  await sendAll(RUNS, SEED + 1);
  const after = await idleHoldings(server).finally(closeSlowClients);
  const growth = SIZES.map((name) => [name, after[name] - before[name]] as const);
  process.stderr.write(`${JSON.stringify({ answers, growth: Object.fromEntries(growth), rss: after.rss })}\n`);
  expect(growth.filter(([name, bytes]) => bytes > MAX_GROWTH[name])).toEqual([]);
  expect(after.prototype).toEqual(before.prototype);
  expect(server.errors).toEqual([]);
  return answers;
}

async function probe({ port }: ServerProcess): Promise<void> {
  const { status, text } = await exchange(port, PROBE);
  expect([status, text.slice(-3)]).toEqual([200, 'ok\n']);
}

/** What the server holds when it has closed every connection of its callers. */
async function idleHoldings(server: ServerProcess): Promise<Holdings> {
  const end = Date.now() + IDLE_LIMIT_MS;
  for (;;) {
    const holdings = await server.holdings();
    if (holdings.accepted === 0) return holdings;
    if (Date.now() > end) throw new Error(`${holdings.accepted} connections are still open`);
    await sleep(100);
  }
}
