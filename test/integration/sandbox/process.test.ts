import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from '@jest/globals';

describe('the sandbox as a process', () => {
  const running: ChildProcessWithoutNullStreams[] = [];
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });

  function start(...args: string[]): ChildProcessWithoutNullStreams {
    const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/main.ts', ...args]);
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

  test.each(['SIGTERM', 'SIGINT'] as const)('says where it listens, serves, and ends cleanly on %s', async (signal) => {
    const child = start('--port', '0', '--issue-delay', '2s', '--callback-delay', '1s', '--duplicates', 'allow');
    const line = await firstLine(child);
    const [, url] = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line) ?? [];
    const items = await fetch(`${url}/_sandbox/items`);
    expect(items.status).toBe(200);
    child.kill(signal);
    await expect(once(child, 'close')).resolves.toEqual([0, null]);
  });

  test('a port in use is a sentence and status 1', async () => {
    const first = start('--port', '0');
    const port = (await firstLine(first)).split(':').at(-1) ?? '';
    const second = await ended(start('--port', port));
    expect(second).toMatchObject({ code: 1, out: '' });
    expect(second.err).toBe(
      `Port ${port} on 127.0.0.1 is in use: end what listens there, or choose another with --port.\n`,
    );
  });

  test.each([
    [['--port', '70000'], /--port: a port is a number from 0 to 65535/],
    [['--port', 'x'], /--port: a port is a number/],
    [['--issue-delay', 'soon'], /--issue-delay: soon is not a number and a unit/],
    [['--duplicates', 'maybe'], /--duplicates: write refuse or allow/],
    [['--speed'], /--speed/],
    [['extra'], /extra/],
  ])('arguments that make no sense are explained, status 2: %j', async (args, words) => {
    const child = await ended(start(...args));
    expect(child).toMatchObject({ code: 2, out: '' });
    expect(child.err).toMatch(words);
    expect(child.err).toMatch(/Usage: npm run sandbox/);
  });

  test('--help explains, status 0', async () => {
    const child = await ended(start('--help'));
    expect(child).toMatchObject({ code: 0, err: '' });
    expect(child.out).toMatch(/--callback-delay/);
  });
});
