/** The environment of the command line tests: a Temporal server, the sandbox and a worker process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ECTicketClient, type OrderPlacement, type OrderStatus } from '../../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS, type OrderRef } from '../../../ecticket/index.js';
import { createSandbox, type Sandbox } from '../../../sandbox/index.js';
import { builtProgram } from '../../support/programs.js';
import { ecticket, type CliInput, type CliResult } from '../../support/run-cli.js';
import { startDevServer } from '../../support/temporal-servers.js';

export interface CliWorld {
  readonly server: TestWorkflowEnvironment;
  readonly sandbox: Sandbox;
  /** The settings of the command line. */
  readonly env: Readonly<Record<string, string>>;
  readonly tickets: ECTicketClient;
  /** Runs `ecticket` with these settings. */
  readonly run: (args: readonly string[], around?: CliInput) => Promise<CliResult>;
  /** Places an order that polls ECPay at short intervals. */
  readonly place: (placement: OrderPlacement) => Promise<OrderRef>;
  readonly until: (ref: OrderRef, status: OrderStatus) => Promise<void>;
  /** Starts a worker with further settings. It runs until the returned function is called, or until the tests end. */
  readonly startWorker: (env?: Readonly<Record<string, string>>) => Promise<() => Promise<unknown>>;
}

/** Milliseconds. */
const PROMPT = { firstResultQuery: 100, resultQueryInterval: 200, firstReconciliation: 60_000 };

/**
 * Arguments of a server that deletes a run soon after its end. A server does so after it has saved that the tasks of the
 * run's end are done; by default it saves this every 30 seconds.
 */
export const SAVES_EVERY_SECOND = ['transfer', 'visibility'].flatMap((queue) => [
  '--dynamic-config-value',
  `history.${queue}ProcessorUpdateAckInterval="1s"`,
]);

/** Sets up the environment of a test file, by default with a worker. Call the returned function inside a test. */
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
    // Nothing listens there unless a test replaces the address.
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
      await tickets.waitForStatus(ref, status, { timeoutMs: 120_000 });
    },
    startWorker: async (more = {}) => {
      const end = await startWorker({ ...env, ...more });
      ends.push(end);
      return end;
    },
  };
}

/** Starts a worker, waits until it polls, and returns a function that kills it. */
async function startWorker(env: Readonly<Record<string, string>>): Promise<() => Promise<unknown>> {
  const child = spawn(process.execPath, [await builtProgram('workers/main'), '--port', '0'], {
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

/** Calls a control of the sandbox. */
export async function control({ env }: CliWorld, path: string, body: object): Promise<void> {
  const response = await fetch(`${env['ECTICKET_BASE_URL'] ?? ''}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}
