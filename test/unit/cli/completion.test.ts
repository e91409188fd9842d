/** Shell completion. A shell runs the command as a process of its own. */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { allLeaves } from '../../support/cli-commands.js';
import { builtProgram } from '../../support/programs.js';

const ECTICKET = await builtProgram('cli/main');

async function outputOf(...args: string[]): Promise<string> {
  return (await promisify(execFile)(process.execPath, [ECTICKET, ...args])).stdout;
}

/** Returns the words that completion offers after these words. */
async function completionsOf(...args: string[]): Promise<string[]> {
  const lines = (await outputOf('complete', '--', ...args)).trim().split('\n');
  return lines.slice(0, -1).map((line) => line.split('\t')[0] ?? '');
}

describe('shell completion', () => {
  test('offers the commands', async () => {
    expect(await completionsOf('')).toEqual(expect.arrayContaining(['setup', 'doctor', 'order', 'views']));
    const orderCommands = allLeaves().flatMap(({ path }) =>
      path.startsWith('order ') ? [path.slice('order '.length)] : [],
    );
    expect(await completionsOf('order', '')).toEqual(expect.arrayContaining(orderCommands));
    expect(await completionsOf('order', 're')).toEqual(['redeem', 'refund', 'resubmit']);
  });

  test('offers the options of a command, and the values of an option', async () => {
    expect(await completionsOf('order', 'refund', '--')).toEqual(
      expect.arrayContaining(['--json', '--count', '--yes', '--fee']),
    );
    expect(await completionsOf('order', 'list', '--status', 'a')).toEqual([
      'awaitingPayment',
      'awaitingIssuance',
      'active',
      'abandoned',
    ]);
  });
});

describe('the completion script', () => {
  test('for bash is valid bash', async () => {
    const script = await outputOf('completion', 'bash');
    expect(script).toContain('ecticket complete -- ');
    const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test.each(['zsh', 'fish'])('for %s can be printed', async (context) => {
    expect(await outputOf('completion', context)).toContain('ecticket');
  });
});
