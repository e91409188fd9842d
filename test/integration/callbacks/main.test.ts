import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ECTicketClient } from '../../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { callbackBody, postUntilAnswered } from '../../support/callback-requests.js';
import { electronicOrder } from '../../support/orders.js';
import { builtProgram } from '../../support/programs.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { untilPasses } from '../../support/until-passes.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const RECEIVER = await builtProgram('callbacks/main');

let server: TestWorkflowEnvironment;
const running: ChildProcess[] = [];

beforeAll(async () => {
  server = await startDevServer();
});

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

afterAll(async () => {
  await server.teardown();
});

function startReceiver(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [RECEIVER, ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  return {
    process: child,
    errors: text(child.stderr),
    exitStatus: once(child, 'exit').then(([status]) => status as number | null),
    async url(): Promise<string> {
      for await (const line of createInterface(child.stdout)) {
        if (line.startsWith('listening on ')) return line.slice('listening on '.length);
      }
      throw new Error('the process ended before it listened');
    },
  };
}

test('the receiver serves callbacks below the path of its base URL, and exits with 0 on SIGTERM', async () => {
  const tickets = new ECTicketClient({
    checkCatalogue: false,
    environment: 'sandbox',
    client: server.client,
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
  });
  await tickets.placeOrder({ order: electronicOrder('Main1') });
  const receiver = startReceiver(['--port', '0'], {
    TEMPORAL_ADDRESS: server.address,
    ECTICKET_CALLBACK_BASE_URL: 'https://shop.example.tw/hooks',
  });
  const url = await receiver.url();
  await untilPasses(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200));
  const body = callbackBody({ MerchantTradeNo: 'Main1' });
  expect((await postUntilAnswered(`${url}/hooks/ecpay/ticket/refund`, body)).status).toBe(200);

  receiver.process.kill('SIGTERM');
  expect(await receiver.exitStatus).toBe(0);
  expect(await receiver.errors).toMatch(/"tradeNo":"Main1".*"msg":"delivered a callback to its order"/);
});

test('the receiver starts without Temporal, logs a warning, and is not ready', async () => {
  const receiver = startReceiver(['--port', '0'], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
  const url = await receiver.url();
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  receiver.process.kill('SIGINT');
  expect(await receiver.exitStatus).toBe(0);
  expect(await receiver.errors).toContain('Temporal cannot be reached');
});

test('invalid options and a used port end the receiver with a message and an exit code, without a stack', async () => {
  const badOption = startReceiver(['--port', 'soon']);
  const badSettings = startReceiver([], { ECTICKET_ENV: 'production', ECTICKET_BASE_URL: 'http://127.0.0.1' });
  const otherServer = createServer().listen(0, '127.0.0.1');
  await once(otherServer, 'listening');
  const { port } = otherServer.address() as AddressInfo;
  const usedPort = startReceiver(['--port', String(port)]);

  expect(await Promise.all([badOption.exitStatus, badSettings.exitStatus, usedPort.exitStatus])).toEqual([2, 2, 1]);
  otherServer.close();
  const outputs = await Promise.all([badOption.errors, badSettings.errors, usedPort.errors]);
  expect(outputs[0]).toContain('--port: "soon" is not a port');
  for (const name of ['ECTICKET_BASE_URL', 'ECTICKET_CODEC_KEYS', 'ECTICKET_MERCHANTS']) {
    expect(outputs[1]).toContain(`- ${name} `);
  }
  expect(outputs[2]).toContain(`Port ${port} is in use.`);
  expect(outputs.join('\n')).not.toMatch(/^ +at /m);
});
