/** The orders of the demo, and orders under kills, through docker-compose.yml as it stands. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { ECTicketClient } from '../../client/index.js';
import { encryptedDataConverter, parseCodecKeys } from '../../codec/index.js';
import { Progress } from '../../demo/display/progress.js';
import { ECPay } from '../../demo/ecpay.js';
import { MerchantWebhook } from '../../demo/merchant-webhook.js';
import { createDemoOrders } from '../../demo/orders.js';
import { runOrders } from '../../demo/run-orders.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../ecticket/index.js';
import { ComposeProject } from './compose-project.js';
import { OrdersUnderKills } from './orders-under-kills.js';

const SANDBOX = 'http://127.0.0.1:4600';
/** As the sandbox reaches it, in the network of the containers. */
const RECEIVER = 'http://callbacks:4610';

const codecKeys = `test:${randomBytes(32).toString('base64')}`;
const interrupted = new AbortController();
/** In the reverse sequence. */
const cleanUps: (() => Promise<unknown>)[] = [];
let directory: string;
let passwordFile: string;
let codecKeysFile: string;
let project: ComposeProject;
let merchant: MerchantWebhook;
let ecticket: ECTicketClient;
let orders: OrdersUnderKills;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ecticket-compose-'));
  cleanUps.push(() => rm(directory, { recursive: true }));
  passwordFile = await fileWith('postgres-password', randomBytes(24).toString('hex'));
  codecKeysFile = await fileWith('codec-keys', codecKeys);
  merchant = await MerchantWebhook.listen(await new ComposeProject({}).addressOfThisMachine());
  cleanUps.push(() => merchant.close());
  project = new ComposeProject({
    POSTGRES_PASSWORD_FILE: passwordFile,
    ECTICKET_CODEC_KEYS_FILE: codecKeysFile,
    ECTICKET_EVENTS_URL: merchant.url,
    ECTICKET_EVENTS_SECRET_FILE: await fileWith('events-secret', merchant.secret),
    // Calls per second. The default of 5 protects ECPay; the sandbox handles more.
    ECTICKET_PROVIDER_RATE: '50',
  });
  await project.up('--build');
  const connection = await Connection.connect({ address: '127.0.0.1:7233' });
  cleanUps.push(() => connection.close());
  ecticket = new ECTicketClient({
    // Two of the demo's orders are such that ECPay refuses them.
    checkCatalogue: false,
    environment: 'sandbox',
    client: new Client({ connection, dataConverter: encryptedDataConverter(parseCodecKeys(codecKeys)) }),
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
    baseUrl: SANDBOX,
    callbackBaseUrl: RECEIVER,
  });
  orders = new OrdersUnderKills({ ecticket, merchant, sandbox: SANDBOX });
  orders.startClock();
  cleanUps.push(() => orders.stopClock());
});

afterAll(async () => {
  interrupted.abort();
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
});

/** Writes a file with a secret. Every user of the containers may read it. Returns its path. */
async function fileWith(name: string, text: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, `${text}\n`);
  return path;
}

test('no container has a secret in its environment', async () => {
  for (const { id } of await project.containers()) {
    const shown = await project.docker('inspect', id);
    for (const secret of [codecKeys, merchant.secret]) expect(shown).not.toContain(secret.split(':').at(-1));
  }
});

test('the Web UI may read from the codec server under both names of this machine', async () => {
  for (const origin of ['http://127.0.0.1:8233', 'http://localhost:8233']) {
    expect((await fetch(origin)).status).toBe(200);
    const headers = { origin, 'access-control-request-method': 'POST' };
    const { headers: answered } = await fetch('http://127.0.0.1:4620/decode', { method: 'OPTIONS', headers });
    expect(answered.get('access-control-allow-origin')).toBe(origin);
  }
});

test('the command line in the container finds no fault', async () => {
  const checks = await project.compose('exec', '-T', 'worker', 'ecticket', 'doctor');
  expect(checks).toContain('temporal:7233');
});

test('every order of the demo ends as expected', async () => {
  const demoOrders = createDemoOrders();
  const ecpay = new ECPay({ sandbox: SANDBOX, receiver: RECEIVER }, interrupted.signal);
  const context = { ecticket, ecpay, merchant, signal: interrupted.signal };
  const progress = new Progress(demoOrders, { update: () => undefined, end: () => undefined });
  const results = await runOrders(demoOrders, context, progress);
  expect(results.flatMap(({ tradeNo, differences }) => differences.map((text) => `${tradeNo}: ${text}`))).toEqual([]);
});

test('a second `up --build` recreates nothing', async () => {
  const before = await project.containers();
  await project.up('--build');
  expect((await project.containers()).map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
});

test('with a mistake in the settings, `up` fails and says which', async () => {
  const mistaken = new ComposeProject({ POSTGRES_PASSWORD_FILE: passwordFile, ECTICKET_ENV: 'stage' });
  await expect(mistaken.compose('up', '--detach', 'check-settings', 'worker')).rejects.toThrow('check-settings');
  expect(await mistaken.compose('logs', 'check-settings')).toContain('ECTICKET_CODEC_KEYS is required');
  await project.up();
});

test("settings of ECPay's test system are accepted, with the secrets in files", async () => {
  const { '3085676': merchantOnStage } = STAGE_MERCHANTS;
  const stage = new ComposeProject({
    POSTGRES_PASSWORD_FILE: passwordFile,
    ECTICKET_ENV: 'stage',
    ECTICKET_BASE_URL: '',
    ECTICKET_CALLBACK_BASE_URL: 'https://shop.example',
    ECTICKET_MERCHANTS_FILE: await fileWith('merchants.json', JSON.stringify({ '3085676': merchantOnStage })),
    ECTICKET_CODEC_KEYS_FILE: codecKeysFile,
    ECTICKET_CODEC_TOKEN_FILE: await fileWith('codec-token', randomBytes(32).toString('hex')),
  });
  await stage.compose('run', '--rm', '--no-deps', 'check-settings');
});

describe.each(['worker', 'callbacks', 'codec', 'temporal-ui', 'temporal', 'postgres'])('%s', (service) => {
  test('is killed in the middle of orders, and no order is lost', async () => {
    const killed = orders.untilSomeAreIssued().then(() => project.killAndStart(service));
    const [seconds] = await Promise.all([killed, orders.runToTheEnd(6)]);
    expect(await orders.differences()).toEqual([]);
    console.log(`${service} was killed; all services were ready after ${seconds} s`);
  });
});

test('after `down` and `up` on the same volume, every order is there and the open ones settle', async () => {
  const finish = await orders.placeUnpaid(6);
  await orders.keepRecord();
  await project.compose('down');
  await project.up();
  orders.startClock();
  expect(await orders.differences()).toEqual([]);
  await finish();
  expect(await orders.differences()).toEqual([]);
});

test('the sandbox is killed, and the orders keep their state', async () => {
  await orders.keepRecord();
  await project.killAndStart('sandbox');
  orders.startClock();
  expect(await orders.differences()).toEqual([]);
  await orders.runToTheEnd(2);
  expect(await orders.differences()).toEqual([]);
});
