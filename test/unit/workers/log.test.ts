import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { createRuntimeLogger } from '../../../telemetry/install-runtime.js';

const [LOG, RUNTIME] = ['settings/process-log', 'telemetry/install-runtime'].map(
  (file) => new URL(`../../../${file}.ts`, import.meta.url).href,
);

test('log lines are JSON on stderr, with the message of a library’s error and without its further fields', () => {
  const lines = logged(`
    const cause = new Error('deep');
    const error = Object.assign(new Error('no'), { code: 'E', options: { body: 'top secret' }, cause });
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
  const program = `
    import { processLog } from '${LOG}';
    import { ${createRuntimeLogger.name} } from '${RUNTIME}';
    const log = ${createRuntimeLogger.name}(processLog());
    ${script}`;
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
