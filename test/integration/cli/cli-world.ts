/** What the command line talks to, on real parts: a Temporal server, the sandbox, a receiver, a worker process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ECTicketClient, type OrderPlacement, type OrderStatus } from '../../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS, type OrderRef } from '../../../ecticket/index.js';
import { createSandbox, type Sandbox } from '../../../sandbox/index.js';
import { ecticket, type RunOptions, type Ran } from '../../support/run-cli.js';
import { startDevServer } from '../../support/temporal-servers.js';

export interface CliWorld {
  readonly server: TestWorkflowEnvironment;
  readonly sandbox: Sandbox;
  /** The settings that the command line is given. */
  readonly env: Readonly<Record<string, string>>;
  readonly tickets: ECTicketClient;
  /** Runs `ecticket` with these settings. */
  readonly run: (args: readonly string[], around?: RunOptions) => Promise<Ran>;
  /** Places an order that does not wait where ECPay's schedule would have it wait. */
  readonly place: (placement: OrderPlacement) => Promise<OrderRef>;
  readonly until: (ref: OrderRef, status: OrderStatus) => Promise<void>;
  /** Starts the worker, with further settings; the world ends it unless the answered function has. */
  readonly startWorker: (env?: Readonly<Record<string, string>>) => Promise<() => Promise<unknown>>;
}

/** Milliseconds. */
const PROMPT = { firstResultQuery: 100, resultQueryInterval: 200, firstReconciliation: 60_000 };

/** The world of one test file, its worker running unless said; ask for it inside a test. */
export function useCliWorld({ worker = true, serverArgs = [] as string[] } = {}): () => CliWorld {
  const ends: (() => Promise<unknown>)[] = [];
  let world: CliWorld | undefined;
  beforeAll(async () => {
    world = await startCliWorld(ends, serverArgs);
    if (worker) await world.startWorker();
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });
  return () => {
    if (world === undefined) throw new Error('the world starts before the first test');
    return world;
  };
}

async function startCliWorld(ends: (() => Promise<unknown>)[], serverArgs: string[]): Promise<CliWorld> {
  const server = await startDevServer(serverArgs);
  ends.push(() => server.teardown());
  const sandbox = createSandbox({ issueDelay: 100, callbackDelay: 100 });
  ends.push(() => sandbox.close());
  const env = {
    ECTICKET_BASE_URL: await sandbox.listen({ port: 0 }),
    // Nobody listens there unless a test says so.
    ECTICKET_CALLBACK_BASE_URL: 'http://127.0.0.1:1',
    TEMPORAL_ADDRESS: server.address,
  };
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const tickets = new ECTicketClient({
    checkCatalogue: false,
    environment: 'sandbox',
    client: server.client,
    merchants,
  });
  return {
    ...{ server, sandbox, env, tickets },
    run: (args, around) => ecticket(args, { ...around, env: { ...env, ...around?.env } }),
    place: async (placement) => (await tickets.placeOrder({ timing: PROMPT, ...placement })).ref,
    until: async (ref, status) => {
      await tickets.waitForStatus(ref, status, { timeoutMs: 30_000 });
    },
    startWorker: async (more = {}) => {
      const end = await startWorker({ ...env, ...more });
      ends.push(end);
      return end;
    },
  };
}

/** Answers how to end it, when it polls. */
async function startWorker(env: Readonly<Record<string, string>>): Promise<() => Promise<unknown>> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'workers/main.ts', '--port', '0'], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface(child.stdout)) {
    if (!line.startsWith('listening on ')) continue;
    return () => {
      child.kill('SIGKILL');
      return ended;
    };
  }
  throw new Error('the worker ended before it polled');
}

/** A control of the sandbox. */
export async function control({ env }: CliWorld, path: string, body: object): Promise<void> {
  const response = await fetch(`${env['ECTICKET_BASE_URL'] ?? ''}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}
