/** The code of the how-to guides for Koa, NestJS and Lambda, run as a merchant's program. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readPage } from '../../unit/docs/pages.js';
import { start } from '../scripts/run-script.js';

/** Posts signed and changed requests to each application, and prints the statuses and what was delivered. */
const SCRIPT = `
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Module } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { createReceiver } from 'temporal-ecticket/callbacks';
import { signCallback, signPayment } from 'temporal-ecticket/testing';
import { merchants } from './ecticket.js';
import { EventsController } from './events.controller.js';
import { createKoaApp } from './koa.js';
import { handler } from './lambda.js';
import { createNestApp } from './nestjs.js';

class RootModule {}
Module({ controllers: [EventsController] })(RootModule);

const delivered: string[] = [];
const newReceiver = () =>
  createReceiver({
    merchants,
    deliver: async (_order, { kind }) => {
      delivered.push(kind);
      return 'accepted';
    },
  });
const callback = await signCallback({ kind: 'refund', order: { merchantId: '3085676', merchantTradeNo: 'CX1' } });
const payment = signPayment({ kind: 'aio', merchantTradeNo: 'CX1', amount: 1360 });
const changed = { ...payment, body: payment.body.replace('1360', '1361') };

const post = async (url: string, { path, ...request }: typeof payment) => (await fetch(url + path, request)).status;
const koa = createServer(createKoaApp(newReceiver()).callback()).listen(0, '127.0.0.1');
await once(koa, 'listening');
const nest = await createNestApp(RootModule, newReceiver());
await nest.listen(0, '127.0.0.1');
for (const server of [koa, nest.getHttpServer()]) {
  const url = 'http://127.0.0.1:' + server.address().port;
  for (const request of [callback, payment, changed]) console.log(await post(url, request), delivered.splice(0).join());
}

const url = 'http://127.0.0.1:' + nest.getHttpServer().address().port;
const event = { id: '1', sequence: 1, at: '2026-11-28T08:00:00.000Z', order: { merchantId: '3085676' }, type: 'later', data: {} };
const body = JSON.stringify(event, null, 2);
const now = new Date();
const signature = new Webhook('whsec_dGhpcyBpcyBub3QgYSBzZWNyZXQgb2YgYW55Ym9keQ==').sign('1', now, body);
const headers = { 'content-type': 'application/json', 'webhook-id': '1', 'webhook-signature': signature };
for (const seconds of [Math.floor(now.getTime() / 1000), 1]) {
  const request = { method: 'POST', headers: { ...headers, 'webhook-timestamp': String(seconds) }, body };
  console.log((await fetch(url + '/ecticket/events', request)).status);
}

const lambda = async ({ path, body }: typeof payment, method = 'POST') => {
  const requestContext = { domainName: 'a.lambda-url.ap-northeast-1.on.aws', http: { method } };
  const event = { rawPath: path, body: Buffer.from(body).toString('base64'), isBase64Encoded: true, requestContext };
  const { statusCode } = (await handler(event as never)) as { statusCode: number };
  return statusCode;
};
// A genuine one needs Temporal: test/integration/examples/receivers.test.ts.
console.log(await lambda(changed), await lambda(payment, 'GET'));
process.exit(0);
`;

const FILES = {
  'docs/how-to/backend.md': ['ecticket.ts'],
  'docs/how-to/callbacks.md': ['koa.ts', 'nestjs.ts', 'lambda.ts'],
  'docs/how-to/events.md': ['webhook.ts', 'events.controller.ts'],
};

let project: string;
beforeAll(async () => {
  await mkdir('.cache', { recursive: true });
  project = await mkdtemp(resolve('.cache/frameworks-'));
  for (const [page, files] of Object.entries(FILES)) {
    for (const file of files) {
      const [, code = ''] = new RegExp(`^\`\`\`ts\n(// ${file}\n.*?)^\`\`\`$`, 'ms').exec(readPage(page)) ?? [];
      await writeFile(join(project, file), code);
    }
  }
  await writeFile(join(project, 'main.ts'), SCRIPT);
  await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module' }));
  const paths = { 'temporal-ecticket': [resolve('index.ts')], 'temporal-ecticket/*': [resolve('*/index.ts')] };
  const compilerOptions = { module: 'nodenext', experimentalDecorators: true, paths };
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
});
afterAll(() => rm(project, { recursive: true, force: true }));

test('what ECPay has signed is delivered once, and everything else is refused', async () => {
  const tsx = 'node_modules/tsx/dist/cli.mjs';
  const { stdout, output } = await start(tsx, ['--tsconfig', join(project, 'tsconfig.json'), join(project, 'main.ts')])
    .ended;
  const receivedByEach = ['200 refund', '200 payment', '400 '];
  const printed = stdout.split('\n').filter((line) => /^\d{3}\b/.test(line));
  expect([printed, output]).toEqual([
    [...receivedByEach, ...receivedByEach, '204', '401', '400 405'],
    expect.any(String),
  ]);
});
