/** Metrics that cannot be had are told in a sentence, before anything else begins. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

let taken: Server;
beforeAll(async () => {
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
});
afterAll(() => void taken.close());

test.each(['workers/main.ts', 'callbacks/main.ts'])('%s ends with 1 where its port is taken', async (program) => {
  const address = `127.0.0.1:${(taken.address() as AddressInfo).port}`;
  const child = spawn(process.execPath, ['--import', 'tsx', program, '--port', '0'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ECTICKET_METRICS: `prometheus://${address}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, errors, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  expect([status, said]).toEqual([1, '']);
  const sentence = `Metrics cannot be served at ${address}: Address already in use`;
  expect(errors.split('\n').filter((line) => line !== '' && !line.startsWith('{'))).toEqual([
    expect.stringContaining(sentence),
  ]);
});
