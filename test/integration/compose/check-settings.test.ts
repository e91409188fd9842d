/** The service that checks the settings before the other containers start. Docker is not needed: it is one program. */
import { spawnSync } from 'node:child_process';
import { beforeAll, expect, test } from '@jest/globals';
import { builtProgram } from '../../support/programs.js';
import { readCompose } from '../../unit/compose/compose-file.js';

let dist: string;
beforeAll(async () => {
  dist = (await builtProgram('workers/main')).replace('workers/main.js', '');
});

/** Runs the service's command with the environment that the file gives it. */
function check(shell: Record<string, string>) {
  const { command = [], environment } = readCompose(shell).services['check-settings'] ?? { environment: {} };
  const [, ...args] = command.map((argument) => argument.replaceAll('/app/dist/', dist));
  const { status, stderr } = spawnSync(process.execPath, args, { env: environment, encoding: 'utf8' });
  return { status, stderr };
}

test('accepts the settings of the sandbox', () => {
  expect(check({})).toEqual({ status: 0, stderr: '' });
});

test('names every mistake in the settings of the worker and of the codec server', () => {
  const { status, stderr } = check({ ECTICKET_PROVIDER_RATE: 'fast', ECTICKET_CODEC_ORIGINS: 'everywhere' });
  expect(status).toBe(2);
  expect(stderr).toMatch(/ECTICKET_PROVIDER_RATE[^]*ECTICKET_CODEC_ORIGINS/);
});
