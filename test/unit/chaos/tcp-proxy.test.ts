import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { TcpProxy } from '../../../chaos/system/tcp-proxy.js';

const HOST = '127.0.0.1';
let received = '';
let server: Server;
let proxy: TcpProxy;

beforeEach(async () => {
  received = '';
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data: Buffer) => {
      received += data.toString();
      socket.write(`answer to ${data.toString()}`);
    });
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  proxy = await TcpProxy.listen(() => port);
});

afterEach(async () => {
  await proxy.close();
  server.close();
});

test('cuts a connection in the middle of what a client sends', async () => {
  const isOver = proxy.halve(100);
  const client = connect(proxy.port, HOST);
  client.write('12345678');
  await buffer(client);
  expect(received).toBe('1234');
  await isOver;
});

test('cuts a connection in the middle of an answer', async () => {
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const client = connect(proxy.port, HOST);
  const [serverSide] = await connected;
  const isOver = proxy.halve(100);
  serverSide.write('12345678');
  expect((await buffer(client)).toString()).toBe('1234');
  await isOver;
});

test('forwards everything afterwards', async () => {
  await proxy.halve(0);
  const client = connect(proxy.port, HOST);
  client.write('12345678');
  const [answer] = (await once(client, 'data')) as [Buffer];
  expect(answer.toString()).toBe('answer to 12345678');
  client.destroy();
});
