/** The demo as `npm run demo -- --keep` leaves it to a person, and the means to do more in it. */
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
  /** Where the demo says that the orders are which need a person. */
  readonly needPerson: string;
  /** The codec server's address. */
  readonly codec: string;
  /** The merchant's backend. */
  readonly tickets: ECTicketClient;
  /** The number of the demo's own order under this title. */
  readonly tradeNoOf: (title: string) => Promise<string>;
  /** Runs `ecticket` with the settings that the demo wrote down for other commands. */
  readonly run: (...args: readonly string[]) => Promise<CliResult>;
  /** A control of ECPay's stand-in. */
  readonly control: (path: string, body: object) => Promise<void>;
  /** A customer pays so many NT$ at ECPay, which notifies nobody: the merchant's own code or an operator says so. */
  readonly pay: (merchantTradeNo: string, amount: number) => Promise<void>;
  /** Ctrl-C. Answers the demo's exit status. */
  readonly end: () => Promise<number | null>;
}

/** Resolves when every order of the demo has come as expected. */
export async function startDemo(): Promise<Demo> {
  const demo = start('scripts/run.mjs', ['demo', '--keep']);
  const verdict = await demo.says(/^\d+ orders: \d+ as expected, \d+ not$/);
  if (!verdict.endsWith(', 0 not')) throw new Error(`The demo did not come as expected: ${verdict}`);
  const settings = await settingsOf(demo);
  const control: Demo['control'] = (path, body) =>
    post(`${settings['ECTICKET_BASE_URL'] ?? ''}/_sandbox/${path}`, body);
  const connection = await Connection.connect({ address: settings['TEMPORAL_ADDRESS'] ?? '' });
  return {
    workflows: await addressIn(demo, /^ {2}the orders in Temporal's Web UI /),
    needPerson: await addressIn(demo, /^ {2}those that need a person /),
    codec: await addressIn(demo, /^ {2}codec server /),
    tickets: backend(connection, settings),
    tradeNoOf: async (title) => wordIn(await demo.says(new RegExp(`^${title} +D\\d+ `)), /D\d+/),
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

/** What a shell has after `set -a; . demo.env`. */
async function settingsOf(demo: Running): Promise<Readonly<Record<string, string>>> {
  const [, file = ''] = /set -a; \. (\S+);/.exec(await demo.says(/set -a/)) ?? [];
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

function backend(connection: Connection, settings: Readonly<Record<string, string>>): ECTicketClient {
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
  return wordIn(await demo.says(line), /http\S+/);
}

function wordIn(line: string, word: RegExp): string {
  return word.exec(line)?.[0] ?? '';
}

async function post(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}
