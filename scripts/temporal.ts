/**
 * `npm run temporal [-- --port P --ui-port U --db FILE --ui-codec-endpoint URL]`: Temporal's development server with its Web
 * UI, in the foreground, the search attributes of ticket orders registered.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { ALL_SEARCH_ATTRIBUTES } from '../workflows/messages/names.js';
import { readTemporalOptions, SERVER_SETTINGS, type TemporalOptions } from './temporal-options.js';

const HOST = '127.0.0.1';
/** Milliseconds between two looks whether it is ready. */
const LOOK_AGAIN_AFTER = 100;
/** As the CLI spells the types of search attributes. */
const CLI_TYPES = { KEYWORD: 'Keyword', INT: 'Int', DATETIME: 'Datetime', KEYWORD_LIST: 'KeywordList' } as const;

process.exitCode = await main(process.argv.slice(2));

/** Answers the exit status: 0 when it was asked to end, 1 when it could not start or died, 2 for wrong options. */
async function main(argv: string[]): Promise<number> {
  let options: TemporalOptions;
  try {
    options = readTemporalOptions(argv);
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
  for (const [option, port] of [['port', options.port] as const, ['ui-port', options.uiPort] as const]) {
    if (!(await isFree(port))) {
      console.error(`Port ${port} is in use. End what listens there, or choose another with --${option}.`);
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
  // Its own group: Ctrl-C reaches us alone, and we end it in good order.
  const server = spawn(cliPath(), serverArguments(options), { detached: true, stdio: ['ignore', 2, 2] });
  server.once('exit', () => {
    stopped.abort();
  });
  const asked = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      asked.abort();
      server.kill('SIGTERM');
    });
  }

  if (await isReady(options.port, stopped.signal)) {
    console.log(`Web UI on http://${HOST}:${options.uiPort}`);
    console.log(`listening on http://${HOST}:${options.port}`);
  }
  if (!stopped.signal.aborted) await once(stopped.signal, 'abort');
  if (!asked.signal.aborted) console.error('The Temporal server has ended by itself; what it said stands above.');
  return asked.signal.aborted ? 0 : 1;
}

/** scripts/run.mjs has found or got the binary and left its path there. */
function cliPath(): string {
  const path = process.env['TEMPORAL_CLI_PATH'];
  if (path === undefined)
    throw new Error('TEMPORAL_CLI_PATH is not set. Start this by `npm run temporal`, which sets it.');
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

/** Waits until the server answers with every search attribute registered; false when it ends before. */
async function isReady(port: number, stopped: AbortSignal): Promise<boolean> {
  while (!stopped.aborted) {
    const registered = await registeredSearchAttributes(port).catch((): string[] => []);
    if (Object.keys(ALL_SEARCH_ATTRIBUTES).every((name) => registered.includes(name))) return true;
    await sleep(LOOK_AGAIN_AFTER);
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
