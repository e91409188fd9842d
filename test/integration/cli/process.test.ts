/** `ecticket` as a real process: exit status, signals, pipes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { electronicOrder } from '../../support/orders.js';
import { builtProgram } from '../../support/programs.js';
import { useCliWorld } from './cli-world.js';

const ECTICKET = await builtProgram('cli/main');
const world = useCliWorld();

function start(args: readonly string[], env: Readonly<Record<string, string>> = world().env, uid?: number) {
  const child = spawn(process.execPath, [ECTICKET, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    ...(uid !== undefined && { uid }),
  });
  return { child, closed: once(child, 'close') as Promise<[status: number | null, signal: string | null]> };
}

test('a command exits by itself with its status after its output', async () => {
  await world().place({ order: electronicOrder('Process1') });
  const { child, closed } = start(['order', 'list']);
  const [out, err, [status]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toContain('3085676/Process1');
  // There are no colours without a terminal.
  expect(out).not.toContain('\u001B');

  const lost = start(['order', 'list', '--json'], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
  const [output, [lostStatus]] = await Promise.all([text(lost.child.stdout), lost.closed]);
  expect(lostStatus).toBe(5);
  expect(JSON.parse(output)).toMatchObject({ error: { code: 'TEMPORAL_UNAVAILABLE' } });
});

test('Ctrl-C ends a watch with 130, and the order keeps running', async () => {
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

test('a watch ends without an error when its reader closes the pipe', async () => {
  const ref = await world().place({ order: electronicOrder('Piped1') });
  const { child, closed } = start(['order', 'watch', '3085676/Piped1', '--json']);
  const errors = text(child.stderr);
  await once(child.stdout, 'data');
  child.stdout.destroy();
  // The next line cannot be written; the order itself continues.
  await world().tickets.confirmPayment(ref);
  await world().until(ref, 'active');
  expect(await closed).toEqual([0, null]);
  expect(await errors).toBe('');
});

test('without a terminal, an action that needs confirmation is refused at once', async () => {
  const { child, closed } = start(['order', 'cancel', '3085676/Process1', '--why', 'x']);
  child.stdin.end('y\n');
  const [err, [status]] = await Promise.all([text(child.stderr), closed]);
  expect(status).toBe(2);
  expect(err).toBe('Nothing was done. Without a terminal, confirm with --yes.\n');
});

// Only root may change the user id.
const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot('an account without a login name must use --by', async () => {
  const args = ['order', 'cancel', '3085676/Process1', '--why', 'x', '--yes'];
  const { child, closed } = start(args, { ...world().env, HOME: '/nonexistent' }, 54_321);
  const [err, [status]] = await Promise.all([text(child.stderr), closed]);
  expect({ status, err }).toEqual({
    status: 2,
    err: 'This account has no login name. Say who decides with --by NAME.\n',
  });
});
