/** Starts the demo with `--keep`, and gives tests access to its processes. */
import { readFile } from 'node:fs/promises';
import { Client, Connection } from '@temporalio/client';
import { ECTicketClient } from '../../client/index.js';
import { encryptedDataConverter, parseCodecKeys } from '../../codec/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../ecticket/index.js';
import { start, type Running } from '../integration/scripts/run-script.js';
import { ecticket, type CliResult } from '../support/run-cli.js';

export interface Demo {
  /** `http://127.0.0.1:8233/namespaces/default/workflows`, if these ports are free. */
  readonly workflows: string;
  /** The link that the demo prints to the orders that need attention. */
  readonly needsAttention: string;
  /** The codec server's address. */
  readonly codec: string;
  /** The merchant's backend. */
  readonly tickets: ECTicketClient;
  /** Returns the trade number of the demo's order with this title. */
  readonly tradeNoOf: (title: string) => Promise<string>;
  /** Runs `ecticket` with the settings file that the demo wrote for other commands. */
  readonly run: (...args: readonly string[]) => Promise<CliResult>;
  /** Calls a control of the sandbox. */
  readonly control: (path: string, body: object) => Promise<void>;
  /** A customer pays `amount` NT$ at ECPay, without a notification: the merchant's code or an operator confirms it. */
  readonly pay: (merchantTradeNo: string, amount: number) => Promise<void>;
  /** Sends Ctrl-C and returns the demo's exit status. */
  readonly end: () => Promise<number | null>;
}

/** Resolves when every order of the demo has ended as expected. */
export async function startDemo(): Promise<Demo> {
  const demo = start('scripts/run.mjs', ['demo', '--keep']);
  const lastLine = await demo.waitForLine(/^\d+ orders: \d+ as expected, \d+ not$/);
  if (!lastLine.endsWith(', 0 not')) throw new Error(`The demo did not end as expected: ${lastLine}`);
  const settings = await settingsOf(demo);
  const control: Demo['control'] = (path, body) =>
    post(`${settings['ECTICKET_BASE_URL'] ?? ''}/_sandbox/${path}`, body);
  const connection = await Connection.connect({ address: settings['TEMPORAL_ADDRESS'] ?? '' });
  return {
    workflows: await addressIn(demo, /^ {2}orders in Temporal's Web UI /),
    needsAttention: await addressIn(demo, /^ {2}orders that need attention /),
    codec: await addressIn(demo, /^ {2}codec server /),
    tickets: createBackend(connection, settings),
    tradeNoOf: async (title) => matchIn(await demo.waitForLine(new RegExp(`^${title} +D\\d+ `)), /D\d+/),
    run: (...args) => ecticket(args, { env: settings }),
    control,
    pay: (merchantTradeNo, amount) => control('payments', { kind: 'aio', merchantTradeNo, amount }),
    end: async () => {
      await connection.close();
      demo.signal('SIGINT');
      return (await demo.ended).status;
    },
  };
}

/** Returns the variables that a shell has after `set -a; . demo.env`. */
async function settingsOf(demo: Running): Promise<Readonly<Record<string, string>>> {
  const [, file = ''] = /set -a; \. (\S+);/.exec(await demo.waitForLine(/set -a/)) ?? [];
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

function createBackend(connection: Connection, settings: Readonly<Record<string, string>>): ECTicketClient {
  const dataConverter = encryptedDataConverter(parseCodecKeys(settings['ECTICKET_CODEC_KEYS'] ?? ''));
  return new ECTicketClient({
    checkCatalogue: false,
    environment: 'sandbox',
    client: new Client({ connection, dataConverter }),
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
    callbackBaseUrl: settings['ECTICKET_CALLBACK_BASE_URL'] ?? '',
  });
}

async function addressIn(demo: Running, line: RegExp): Promise<string> {
  return matchIn(await demo.waitForLine(line), /http\S+/);
}

function matchIn(line: string, pattern: RegExp): string {
  return pattern.exec(line)?.[0] ?? '';
}

async function post(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}
