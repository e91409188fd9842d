/** `ecticket` as a process: what only a real one can show. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { electronicOrder } from '../../support/orders.js';
import { useCliWorld } from './cli-world.js';

const world = useCliWorld();

function start(args: readonly string[], env: Readonly<Record<string, string>> = world().env, uid?: number) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    ...(uid !== undefined && { uid }),
  });
  return { child, closed: once(child, 'close') as Promise<[status: number | null, signal: string | null]> };
}

test('it ends by itself, with its status, when it has said what it had to say', async () => {
  await world().place({ order: electronicOrder('Process1') });
  const { child, closed } = start(['order', 'list']);
  const [out, err, [status]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toContain('3085676/Process1');
  // No terminal, no colours.
  expect(out).not.toContain('\u001B');

  const lost = start(['order', 'list', '--json'], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
  const [said, [lostStatus]] = await Promise.all([text(lost.child.stdout), lost.closed]);
  expect(lostStatus).toBe(5);
  expect(JSON.parse(said)).toMatchObject({ error: { code: 'TEMPORAL_UNAVAILABLE' } });
});

test('Ctrl-C ends a watch cleanly, with 130; the order goes on', async () => {
  const ref = await world().place({ order: electronicOrder('Watched1') });
  const { child, closed } = start(['order', 'watch', '3085676/Watched1']);
  const errors = text(child.stderr);
  const lines = createInterface(child.stdout);
  const [first] = (await once(lines, 'line')) as [string];
  expect(first).toContain('awaitingPayment');
  child.kill('SIGINT');
  expect(await closed).toEqual([130, null]);
  expect(await errors).toBe('');
  expect((await world().tickets.getOrder(ref)).status).toBe('awaitingPayment');
});

test('whoever has read enough closes the pipe, and that is the end', async () => {
  const ref = await world().place({ order: electronicOrder('Piped1') });
  const { child, closed } = start(['order', 'watch', '3085676/Piped1', '--json']);
  const errors = text(child.stderr);
  await once(child.stdout, 'data');
  child.stdout.destroy();
  // The next news finds nobody; the order itself goes on.
  await world().tickets.confirmPayment(ref);
  await world().until(ref, 'active');
  expect(await closed).toEqual([0, null]);
  expect(await errors).toBe('');
});

test('without a terminal nothing is asked: it is refused at once', async () => {
  const { child, closed } = start(['order', 'cancel', '3085676/Process1', '--why', 'x']);
  child.stdin.end('y\n');
  const [err, [status]] = await Promise.all([text(child.stderr), closed]);
  expect(status).toBe(2);
  expect(err).toBe('Nothing was done. To do it without a question at a terminal, add --yes.\n');
});

// Only root may be somebody else.
const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot('an account without a name is asked for one before anything is done', async () => {
  const args = ['order', 'cancel', '3085676/Process1', '--why', 'x', '--yes'];
  const { child, closed } = start(args, { ...world().env, HOME: '/nonexistent' }, 54_321);
  const [err, [status]] = await Promise.all([text(child.stderr), closed]);
  expect({ status, err }).toEqual({ status: 2, err: 'Who decides? This account has no login name: add --by NAME.\n' });
});
