import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const [LOG, LOGGER] = ['settings/process-log', 'telemetry/runtime-logger'].map(
  (file) => new URL(`../../../${file}.ts`, import.meta.url).href,
);

test('lines are JSON on stderr, with what a foreign error says and without what it holds', () => {
  const lines = logged(`
    const error = Object.assign(new Error('no'), { code: 'E', options: { body: 'top secret' }, cause: new Error('deep') });
    log.error('failed', { error, order: { customerName: 'top secret' }, hashKey: 'top secret', workflowId: 'w1' });
    log.warn('odd');
  `);
  expect(lines).toMatchObject([
    {
      level: 50,
      msg: 'failed',
      workflowId: 'w1',
      error: { name: 'Error', code: 'E', message: 'no', cause: { message: 'deep' } },
    },
    { level: 40, msg: 'odd' },
  ]);
  expect(JSON.stringify(lines)).not.toContain('top secret');
});

function logged(script: string): unknown[] {
  const program = `import { processLog } from '${LOG}'; import { runtimeLogger } from '${LOGGER}'; const log = runtimeLogger(processLog()); ${script}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  return stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}
