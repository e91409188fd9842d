/** CommandContext completion, as the shells ask for it: a process of its own. */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { allLeaves } from '../../support/cli-commands.js';

async function printed(...args: string[]): Promise<string> {
  const command = ['--import', 'tsx', 'cli/main.ts', ...args];
  return (await promisify(execFile)(process.execPath, command)).stdout;
}

/** The words that are offered after these. */
async function offered(...words: string[]): Promise<string[]> {
  const lines = (await printed('complete', '--', ...words)).trim().split('\n');
  return lines.slice(0, -1).map((line) => line.split('\t')[0] ?? '');
}

describe('completion offers', () => {
  test('the commands', async () => {
    expect(await offered('')).toEqual(expect.arrayContaining(['setup', 'doctor', 'order', 'views']));
    const ofOrder = allLeaves().flatMap(({ path }) => (path.startsWith('order ') ? [path.slice('order '.length)] : []));
    expect(await offered('order', '')).toEqual(expect.arrayContaining(ofOrder));
    expect(await offered('order', 're')).toEqual(['redeem', 'refund', 'resubmit']);
  });

  test('a command’s options, and the values of those that have some', async () => {
    expect(await offered('order', 'refund', '--')).toEqual(
      expect.arrayContaining(['--json', '--count', '--yes', '--fee']),
    );
    expect(await offered('order', 'list', '--status', 'a')).toEqual([
      'awaitingPayment',
      'awaitingIssuance',
      'active',
      'abandoned',
    ]);
  });
});

describe('the script', () => {
  test('for bash is one that bash can read', async () => {
    const script = await printed('completion', 'bash');
    expect(script).toContain('ecticket complete -- ');
    const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test.each(['zsh', 'fish'])('for %s is there', async (context) => {
    expect(await printed('completion', context)).toContain('ecticket');
  });
});
