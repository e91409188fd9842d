/** Metrics that cannot be served are reported in one line, before the process does anything else. */
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

test.each(['workers/main.ts', 'callbacks/main.ts'])(
  '%s exits with 1 if its metrics port is in use',
  async (program) => {
    const address = `127.0.0.1:${(taken.address() as AddressInfo).port}`;
    const child = spawn(process.execPath, ['--import', 'tsx', program, '--port', '0'], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ECTICKET_METRICS: `prometheus://${address}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [output, errors, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit') as Promise<[number | null]>,
    ]);
    expect([status, output]).toEqual([1, '']);
    const sentence = `Metrics cannot be served at ${address}: Address already in use`;
    expect(errors.split('\n').filter((line) => line !== '' && !line.startsWith('{'))).toEqual([
      expect.stringContaining(sentence),
    ]);
  },
);
