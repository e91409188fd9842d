/**
 * `npm run temporal`: runs Temporal's development server with its Web UI in the foreground, with the search attributes
 * of ticket orders.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { ALL_SEARCH_ATTRIBUTES } from '../workflows/messages/names.js';
import { runCommand } from './command.js';
import { readTemporalOptions, SERVER_SETTINGS, USAGE, type TemporalOptions } from './temporal-options.js';

const HOST = '127.0.0.1';
const POLL_INTERVAL_MS = 100;
/** The types of search attributes as the CLI writes them. */
const CLI_TYPES = { KEYWORD: 'Keyword', INT: 'Int', DATETIME: 'Datetime', KEYWORD_LIST: 'KeywordList' } as const;

process.exitCode = await runCommand(process.argv.slice(2), { usage: USAGE, readOptions: readTemporalOptions, run });

/** Returns the exit status: 0 after a signal, 1 if the server cannot start or ends by itself. */
async function run(options: TemporalOptions): Promise<number> {
  for (const [option, port] of [['port', options.port] as const, ['ui-port', options.uiPort] as const]) {
    if (!(await isFree(port))) {
      console.error(
        `Port ${port} is in use. Stop the process that listens there, or choose another port with --${option}.`,
      );
      return 1;
    }
  }
  return serve(options);
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, HOST);
  try {
    await once(probe, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}

async function serve(options: TemporalOptions): Promise<number> {
  const stopped = new AbortController();
  // In a process group of its own, the server does not receive Ctrl-C. This process shuts it down.
  const server = spawn(cliPath(), serverArguments(options), { detached: true, stdio: ['ignore', 2, 2] });
  server.once('exit', () => {
    stopped.abort();
  });
  const signalled = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      signalled.abort();
      server.kill('SIGTERM');
    });
  }

  if (await isReady(options.port, stopped.signal)) {
    console.log(`Web UI on http://${HOST}:${options.uiPort}`);
    console.log(`listening on http://${HOST}:${options.port}`);
  }
  if (!stopped.signal.aborted) await once(stopped.signal, 'abort');
  if (!signalled.signal.aborted) console.error('The Temporal server ended by itself; its output is above.');
  return signalled.signal.aborted ? 0 : 1;
}

/** scripts/run.mjs finds or downloads the binary and sets the variable. */
function cliPath(): string {
  const path = process.env['TEMPORAL_CLI_PATH'];
  if (path === undefined) throw new Error('TEMPORAL_CLI_PATH is not set. Use `npm run temporal`, which sets it.');
  return path;
}

function serverArguments({ port, uiPort, db, uiCodecEndpoint }: TemporalOptions): string[] {
  return [
    ...[
      'server',
      'start-dev',
      '--log-level',
      'warn',
      '--ip',
      HOST,
      '--port',
      String(port),
      '--ui-port',
      String(uiPort),
    ],
    ...Object.entries(ALL_SEARCH_ATTRIBUTES).flatMap(([name, type]) => [
      '--search-attribute',
      `${name}=${CLI_TYPES[type]}`,
    ]),
    ...SERVER_SETTINGS,
    ...(db === undefined ? [] : ['--db-filename', db]),
    ...(uiCodecEndpoint === undefined ? [] : ['--ui-codec-endpoint', uiCodecEndpoint]),
  ];
}

/** Waits until the server answers and has every search attribute. Returns false if the server ends first. */
async function isReady(port: number, stopped: AbortSignal): Promise<boolean> {
  while (!stopped.aborted) {
    const registered = await registeredSearchAttributes(port).catch((): string[] => []);
    if (Object.keys(ALL_SEARCH_ATTRIBUTES).every((name) => registered.includes(name))) return true;
    await sleep(POLL_INTERVAL_MS);
  }
  return false;
}

async function registeredSearchAttributes(port: number): Promise<string[]> {
  const connection = await Connection.connect({ address: `${HOST}:${port}`, connectTimeout: '1 second' });
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    return Object.keys(customAttributes);
  } finally {
    await connection.close();
  }
}
