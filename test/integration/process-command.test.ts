/** The command lines of the worker, the receiver and the codec server, from outside. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { SETTING_NAMES } from '../../settings/setting-names.js';
import { builtProgram, type Program } from '../support/programs.js';
import { start } from './scripts/run-script.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const PROGRAMS = [
  ['workers/main', 'node dist/workers/main.js', 4630],
  ['callbacks/main', 'node dist/callbacks/main.js', 4610],
  ['codec/main', 'node dist/codec/main.js', 4620],
] as const;

/** With settings that would end a process which reads them. */
async function run(program: Program, ...args: string[]) {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ECTICKET_ENV: 'nowhere' };
  const { status, stdout, output } = await start(await builtProgram(program), args, { env }).ended;
  return { status, stdout, stderr: output.replace(stdout, '') };
}

describe.each(PROGRAMS)('%s', (program, command, port) => {
  test('--help says how to start it, which settings it uses, and what its exit statuses mean', async () => {
    const { status, stdout, stderr } = await run(program, '--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: ${command} \\[options\\]\\n`));
    expect(stdout).toContain(`(default: ${port})`);
    const settings = [...stdout.matchAll(/^ {2}(ECTICKET_\w+) {2,}\S/gm)].map(([, name]) => name);
    expect(settings).toEqual(expect.arrayContaining(['ECTICKET_ENV', 'ECTICKET_CODEC_KEYS']));
    expect(SETTING_NAMES).toEqual(expect.arrayContaining(settings));
    expect([...stdout.matchAll(/^ {2}(\d) {2}\S/gm)].map(([, each]) => each)).toEqual(['0', '1', '2']);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    expect(await run(program, '-h')).toEqual({ status, stdout, stderr });
  });

  test('--version prints the version of the package', async () => {
    expect(await run(program, '--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  test.each([['--prot', '4630'], ['4630'], ['start']])('refuses %s', async (...args) => {
    const { status, stdout, stderr } = await run(program, ...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(args[0]);
    expect(stderr).toMatch(/[^.]\. The options are .*--help/);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});
