/** `npm run chaos`, interrupted while its orders run: it says where the files of its processes are. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';

test('a run that Ctrl-C ends says so, and where its files are', async () => {
  const args = ['scripts/run.mjs', 'chaos', '--orders', '1', '--seed', '3'];
  const run = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(run, 'exit');
  const errors = text(run.stderr);
  // The processes have started when it prints its plan.
  createInterface(run.stdout).on('line', (line) => {
    if (line.startsWith('chaos: 1 orders')) run.kill('SIGINT');
  });
  await ended;
  const message = await errors;
  expect(run.exitCode).toBe(130);
  expect(message).toContain('Interrupted by SIGINT.');
  const [, directory = ''] = /^Logs of the processes.*: (\/.*ecticket-chaos-\w+)$/m.exec(message) ?? [];
  await access(join(directory, 'worker-1.log'));
  await rm(directory, { recursive: true });
});
