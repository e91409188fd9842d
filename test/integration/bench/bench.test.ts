/** `npm run bench` as an engineer runs it. */
import { expect, test } from '@jest/globals';
import { start } from '../scripts/run-script.js';

test('measures a figure, and prints it as one line of JSON at the end', async () => {
  const { status, stdout, output } = await start('scripts/run.mjs', ['bench', '--only', 'history', '--json']).ended;
  expect({ status, output }).toMatchObject({ status: 0 });
  const { history, ...others } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
  expect(others).toEqual({});
  const count = expect.any(Number);
  expect(history).toMatchObject({ events: count, actions: count, bytes: count });
});

test('refuses an unknown figure with the known ones, and measures nothing', async () => {
  const { status, output } = await start('scripts/run.mjs', ['bench', '--only', 'histroy']).ended;
  expect(status).toBe(2);
  expect(output).toContain('there is no figure "histroy". Figures: lifecycles, history,');
});
