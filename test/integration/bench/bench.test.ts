/** `npm run bench` as an engineer runs it. */
import { expect, test } from '@jest/globals';
import { startDevServer } from '../../support/temporal-servers.js';
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

test('measures on a running server, in a namespace that it deletes', async () => {
  const server = await startDevServer();
  try {
    const args = ['bench', '--only', 'history', '--json', '--address', server.address];
    const { status, stdout, output } = await start('scripts/run.mjs', args).ended;
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      history: { events: expect.any(Number), actions: expect.any(Number) },
    });
    const { namespaces } = await server.connection.workflowService.listNamespaces({});
    const left = namespaces.filter(({ namespaceInfo }) => namespaceInfo?.name?.startsWith('ecticket-bench-'));
    expect(left).toEqual([]);
  } finally {
    await server.teardown();
  }
});

test('a figure that needs a server fails if none answers at --address, and says so', async () => {
  const args = ['bench', '--only', 'history', '--address', '127.0.0.1:1'];
  const { status, output } = await start('scripts/run.mjs', args).ended;
  expect(status).toBe(1);
  expect(output).toContain('No Temporal server answers at 127.0.0.1:1');
});

test('refuses to draw plots from a file without figures of open orders', async () => {
  const { status, output } = await start('scripts/run.mjs', ['bench', '--plots', 'package.json']).ended;
  expect(status).toBe(2);
  expect(output).toContain('package.json has no figures of openOrders');
});
