/** A port in use, of a process or of its metrics, is reported in one line, and the process exits with 1. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { builtProgram, type Program } from '../support/programs.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let taken: Server;
beforeAll(async () => {
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
});
afterAll(() => void taken.close());

const portInUse = () => (taken.address() as AddressInfo).port;

async function run(program: Program, args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [await builtProgram(program), ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  // A process may log warnings as JSON before the failure.
  return { status, output, sentences: errors.split('\n').filter((line) => line !== '' && !line.startsWith('{')) };
}

test.each(['workers/main', 'callbacks/main'] as const)(
  '%s exits with 1 if its metrics port is in use',
  async (program) => {
    const address = `127.0.0.1:${portInUse()}`;
    const ended = await run(program, ['--port', '0'], { ECTICKET_METRICS: `prometheus://${address}` });
    const sentence = expect.stringContaining(`Metrics cannot be served at ${address}: Address already in use`);
    expect(ended).toEqual({ status: 1, output: '', sentences: [sentence] });
  },
);

test.each<[Program, Record<string, string>]>([
  ['workers/main', {}],
  ['callbacks/main', {}],
  ['codec/main', { ECTICKET_CODEC_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}` }],
  ['sandbox/main', {}],
])('%s exits with 1 if its own port is in use', async (program, env) => {
  const { status, sentences } = await run(program, ['--port', String(portInUse())], env);
  expect({ status, sentences }).toEqual({ status: 1, sentences: [expect.stringMatching(/ in use.*--port/)] });
});
