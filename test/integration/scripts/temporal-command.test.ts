import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../../workflows/messages/names.js';
import { freePort } from '../../../demo/parts/ports.js';
import { start, type Running } from './run-script.js';

const temporal = (...args: string[]): Running => start('scripts/run.mjs', ['temporal', ...args]);

describe('npm run temporal', () => {
  test('prints its address when every search attribute is registered, and exits with 0 on SIGTERM', async () => {
    const [port, uiPort] = [await freePort(), await freePort()];
    const running = temporal('--port', String(port), '--ui-port', String(uiPort));
    try {
      await running.waitForLine(new RegExp(`^listening on http://127\\.0\\.0\\.1:${port}$`));
      const connection = await Connection.connect({ address: `127.0.0.1:${port}` });
      const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
      await connection.close();
      expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(Object.keys(SEARCH_ATTRIBUTES)));
      expect((await fetch(`http://127.0.0.1:${uiPort}`)).status).toBe(200);
    } finally {
      running.signal('SIGTERM');
    }
    expect((await running.ended).status).toBe(0);
    await expect(Connection.connect({ address: `127.0.0.1:${port}`, connectTimeout: 500 })).rejects.toThrow();
  });

  test('says which port is in use and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { status, output } = await temporal('--port', String(port), '--ui-port', '1').ended;
    other.close();
    expect(status).toBe(1);
    expect(output).toContain(
      `Port ${port} is in use. Stop the process that listens there, or choose another port with --port.`,
    );
  });

  test('lists its options and exit statuses', async () => {
    const { status, output } = await temporal('--help').ended;
    expect(status).toBe(0);
    for (const option of ['--port', '--ui-port', '--db', '--ui-codec-endpoint']) expect(output).toContain(option);
    expect([...output.matchAll(/^ {2}(\d) {2}\S/gm)].map(([, each]) => each)).toEqual(['0', '1', '2']);
  });

  test('reports an invalid option without a stack', async () => {
    const { status, output } = await temporal('--port', 'seven').ended;
    expect(status).toBe(2);
    expect(output).toContain('--port: "seven" is not a port. Give a number from 1 to 65535.');
    expect(output).not.toContain('    at ');
  });
});
