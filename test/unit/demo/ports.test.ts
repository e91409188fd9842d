/** Ports for processes that cannot choose one: nobody else is given them before the process listens. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { freePort } from '../../../demo/parts/ports.js';

async function listen(port: number) {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

test('the system does not give the port to a server without a port of its own', async () => {
  const port = await freePort();
  const others = await Promise.all(Array.from({ length: 50 }, () => listen(0)));
  others.forEach((other) => other.close());
  expect(port).toBeLessThan(Math.min(...others.map((other) => other.port)) - 500);
});

test('no port is given twice, and none that is in use', async () => {
  const first = await listen(await freePort());
  const taken = await listen(first.port + 1);
  const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()));
  first.close();
  taken.close();
  expect(new Set([...ports, first.port, taken.port]).size).toBe(22);
});
