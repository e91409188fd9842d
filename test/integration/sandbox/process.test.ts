import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from '@jest/globals';
import { MerchantRegistry, TicketApi } from '../../../ecticket/index.js';
import { REFUSALS } from '../../../sandbox/orders/refusals.js';
import { builtProgram } from '../../support/programs.js';
import { electronicOrder } from './support/parts.js';

const SANDBOX = await builtProgram('sandbox/main');

describe('the sandbox as a process', () => {
  const running: ChildProcessWithoutNullStreams[] = [];
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });

  function start(...args: string[]): ChildProcessWithoutNullStreams {
    return startIn({}, ...args);
  }
  function startIn(env: Record<string, string>, ...args: string[]): ChildProcessWithoutNullStreams {
    const options = { env: { ...process.env, ...env } };
    const child = spawn(process.execPath, [SANDBOX, ...args], options);
    running.push(child);
    return child;
  }
  async function ended(child: ChildProcessWithoutNullStreams) {
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { out, err, code: child.exitCode };
  }
  async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
    return String(await once(createInterface(child.stdout), 'line'));
  }

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'prints its address, serves requests, and ends cleanly on %s',
    async (signal) => {
      const child = start('--port', '0', '--issue-delay', '2s', '--callback-delay', '1s', '--duplicates', 'allow');
      const line = await firstLine(child);
      const [, url] = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line) ?? [];
      const items = await fetch(`${url}/_sandbox/items`);
      expect(items.status).toBe(200);
      child.kill(signal);
      await expect(once(child, 'close')).resolves.toEqual([0, null]);
    },
  );

  test('prints the host that it listens on', async () => {
    expect(await firstLine(start('--port', '0', '--host', '0.0.0.0'))).toMatch(
      /^listening on http:\/\/0\.0\.0\.0:\d+$/,
    );
  });

  test('accepts merchants, platforms, stores and --require-payment', async () => {
    const pair = { hashKey: 'AAAAAAAAAAAAAAAA', hashIv: 'BBBBBBBBBBBBBBBB' };
    const other = { hashKey: 'CCCCCCCCCCCCCCCC', hashIv: 'DDDDDDDDDDDDDDDD' };
    const known = {
      '2000999': { profile: 'issueOnly', keys: [pair] },
      '2000888': { profile: 'issueOnly', keys: [other], actsFor: ['2000999'] },
    } as const;
    const args = [
      '--port',
      '0',
      '--require-payment',
      '--store',
      '2000999=TPE01,TPE02',
      '--platform',
      '2000888=2000999',
    ];
    const child = startIn({ ECTICKET_MERCHANTS: JSON.stringify(known) }, ...args);
    const baseUrl = (await firstLine(child)).replace('listening on ', '');
    const api = new TicketApi({ merchants: new MerchantRegistry(known), baseUrl });
    const who = { merchantId: '2000999', platformId: '2000888' };
    await expect(api.escrowDays(who)).resolves.toMatchObject({ RtnCode: 1 });
    await expect(api.escrowDays({ merchantId: '2000888', platformId: '2000999' })).rejects.toMatchObject({
      code: 'UNKNOWN_MERCHANT',
    });
    const order = electronicOrder({ ...who, storeId: 'TPE02' });
    await expect(api.issue({ ...order, storeId: 'TPE03' })).rejects.toMatchObject({
      rtnCode: REFUSALS.storeUnknown[0],
    });
    await expect(api.issue(order)).rejects.toMatchObject({ rtnCode: REFUSALS.notPaid[0] });
    api.close();
  });

  test('invalid merchants are explained without their keys, with exit status 2', async () => {
    const merchants = JSON.stringify({
      '2000999': { profile: 'none', keys: [{ hashKey: 'secret-but-short', hashIv: '' }] },
    });
    const child = await ended(startIn({ ECTICKET_MERCHANTS: merchants }, '--port', '0'));
    expect(child).toMatchObject({ code: 2, out: '' });
    expect(child.err).toMatch(/ECTICKET_MERCHANTS is wrong at 2000999/);
    expect(child.err).not.toContain('secret-but-short');
  });

  test('a port in use is explained in one sentence, with exit status 1', async () => {
    const first = start('--port', '0');
    const port = (await firstLine(first)).split(':').at(-1) ?? '';
    const second = await ended(start('--port', port));
    expect(second).toMatchObject({ code: 1, out: '' });
    expect(second.err).toBe(
      `Port ${port} is in use. Stop the process that listens there, or choose another port with --port.\n`,
    );
  });

  test.each([
    [['--port', '70000'], /--port: a port is a number from 0 to 65535/],
    [['--port', 'x'], /--port: a port is a number/],
    [['--issue-delay', 'soon'], /--issue-delay: soon is not a number and a unit/],
    [['--store', 'TPE01'], /--store.*: use MerchantID=value,value/],
    [['--duplicates', 'maybe'], /--duplicates: use refuse or allow/],
    [['--speed'], /--speed/],
    [['extra'], /extra/],
  ])('invalid arguments are explained, with exit status 2: %j', async (args, message) => {
    const child = await ended(start(...args));
    expect(child).toMatchObject({ code: 2, out: '' });
    expect(child.err).toMatch(message);
    expect(child.err).toMatch(/Usage: node dist.sandbox.main.js/);
  });

  test('--help prints the usage and the exit statuses, with exit status 0', async () => {
    const child = await ended(start('--help'));
    expect(child).toMatchObject({ code: 0, err: '' });
    expect(child.out).toMatch(/--callback-delay/);
    expect([...child.out.matchAll(/^ {2}(\d) {2}\S/gm)].map(([, status]) => status)).toEqual(['0', '1', '2']);
  });
});
