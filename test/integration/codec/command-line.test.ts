/** Reads an encrypted order with Temporal's command line, through the codec server as a process. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ECTicketClient } from '../../../client/index.js';
import { encryptedDataConverter, parseCodecKeys } from '../../../codec/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { electronicOrder } from '../../support/orders.js';
import { builtProgram } from '../../support/programs.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { start, type Running } from '../scripts/run-script.js';

const OLD = `old:${randomBytes(32).toString('base64')}`;
const NEW = `new:${randomBytes(32).toString('base64')}`;
const TOKEN = randomBytes(32).toString('hex');
const PERSONAL = ['王珊珊', '0912345678', 'abc@example.com'];
const WORKFLOW_ID = 'ecticket/3085676/Shown1';

let server: TestWorkflowEnvironment;
const running: Running[] = [];

beforeAll(async () => {
  server = await startDevServer();
  const dataConverter = encryptedDataConverter(parseCodecKeys(`${NEW},${OLD}`));
  const client = new Client({ connection: server.connection, dataConverter });
  const ecticket = new ECTicketClient({
    checkCatalogue: false,
    client,
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
    environment: 'sandbox',
  });
  const order = electronicOrder('Shown1');
  await ecticket.placeOrder({ order });
  await ecticket.confirmPayment(order, { reference: 'PAY-1' });
});

afterAll(async () => {
  for (const { signal, ended } of running) {
    signal('SIGTERM');
    await ended;
  }
  await server.teardown();
});

async function codecServer(env: Record<string, string>): Promise<string> {
  const process_ = start(await builtProgram('codec/main'), ['--port', '0'], { env: { ...process.env, ...env } });
  running.push(process_);
  return (await process_.waitForLine(/^listening on /)).slice('listening on '.length);
}

/** Returns what `temporal workflow …` prints about the order, or the text of its error. */
async function temporal(command: string[], ...options: string[]): Promise<string> {
  const args = ['workflow', ...command, '--address', server.address, '--workflow-id', WORKFLOW_ID, ...options];
  const path = process.env['TEMPORAL_CLI_PATH'] ?? '';
  try {
    const { stdout } = await promisify(execFile)(path, args, { maxBuffer: 1 << 24 });
    return stdout;
  } catch (error) {
    return (error as { stderr: string }).stderr;
  }
}

/**
 * Returns the history as `temporal workflow show` prints it, with the decoded payloads, or the text of its error.
 */
async function show(...options: string[]): Promise<string> {
  const shown = await temporal(['show'], '--output', 'json', ...options);
  const held = [...shown.matchAll(/"data": "([^"]+)"/g)].map(([, data = '']) => Buffer.from(data, 'base64').toString());
  return [shown, ...held].join('\n');
}

test('without the codec server no personal data can be read', async () => {
  const shown = await show();
  expect(shown).toContain('encryption-key-id');
  expect(await temporal(['describe'])).toContain(WORKFLOW_ID);
  for (const text of PERSONAL) expect(shown).not.toContain(text);
});

test('with it, only callers with the token read the order and its summary', async () => {
  const url = await codecServer({ ECTICKET_CODEC_KEYS: `${NEW},${OLD}`, ECTICKET_CODEC_TOKEN: TOKEN });
  const shown = await show('--codec-endpoint', url, '--codec-auth', `Bearer ${TOKEN}`);
  for (const text of [...PERSONAL, 'PAY-1']) expect(shown).toContain(text);
  const described = await temporal(['describe'], '--codec-endpoint', url, '--codec-auth', `Bearer ${TOKEN}`);
  expect(described).toContain('2 electronic tickets of merchant 3085676');

  // The command retries a refused request until its timeout.
  const refused = await show('--codec-endpoint', url, '--command-timeout', '1s');
  expect(refused).toMatch(/^Error: /);
});

test('typed input is encrypted if that is allowed', async () => {
  const signal = ['signal', '--name', 'callbackReceived', '--input', '{"kind":"refund","data":{"by":"hand"}}'];
  const open = await codecServer({ ECTICKET_CODEC_KEYS: NEW, ECTICKET_CODEC_ENCODE: 'allow' });
  await temporal(signal, '--codec-endpoint', open);
  expect(await show()).not.toMatch(/hand/);
  expect(await show('--codec-endpoint', open)).toMatch(/hand/);

  const readOnly = await codecServer({ ECTICKET_CODEC_KEYS: NEW, ECTICKET_CODEC_ENCODE: 'refuse' });
  expect(await temporal(signal, '--codec-endpoint', readOnly)).toContain('This codec server only decodes');
});

test('without the key, the payload shows the key id and the fix', async () => {
  const url = await codecServer({ ECTICKET_CODEC_KEYS: OLD });
  const shown = await show('--codec-endpoint', url);
  expect(shown).toContain('Not decrypted: No codec key has the id \\"new\\". Add the key again');
  expect(await temporal(['describe'], '--codec-endpoint', url)).toContain('Not decrypted: No codec key has the id');
});
