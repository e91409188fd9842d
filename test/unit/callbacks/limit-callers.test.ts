/** What a stranger may take of the callback server, and that ECPay is never the one who pays for it. */
import { connect, Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createCallbackServer, type CallbackServerOptions } from '../../../callbacks/index.js';
import { callbackBody } from '../../support/callback-requests.js';
import { recordingReceiver } from '../../support/callback-receiver.js';

const GENUINE = callbackBody({ MerchantTradeNo: 'CBX20220302153064851' });
const PATH = '/ecpay/ticket/refund';
/** Documentation addresses (RFC 5737, RFC 3849): nobody's. */
const STRANGER = '203.0.113.7';
const ECPAY = '198.51.100.4';
const PROXY = '10.0.0.7';

const servers: FastifyInstance[] = [];

afterEach(async () => {
  jest.useRealTimers();
  for (const server of servers.splice(0)) await server.close();
});

/** A slow machine would be allowed more requests. */
function stopTime(): void {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
}

function serverWith(options: Partial<CallbackServerOptions> = {}) {
  const receiver = recordingReceiver();
  const server = createCallbackServer({ receiver, isReady: () => Promise.resolve(true), ...options });
  servers.push(server);
  /** Posts from an address; behind a proxy, `forwardedFor` is what that says of it. */
  const post = async (payload: string, remoteAddress: string, forwardedFor?: string) => {
    const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
    return (await server.inject({ method: 'POST', url: PATH, payload, remoteAddress, headers })).statusCode;
  };
  const refused = async (times: number, remoteAddress: string, forwardedFor?: string) => {
    const statuses = new Set<number>();
    for (let n = 0; n < times; n += 1) statuses.add(await post('no', remoteAddress, forwardedFor));
    return [...statuses];
  };
  return { receiver, server, post, refused };
}

describe('an address of which a hundred requests were refused', () => {
  beforeEach(stopTime);

  test('is not listened to, but for one request a second; others are', async () => {
    const { post, refused } = serverWith();
    expect(await refused(100, STRANGER)).toEqual([400]);
    expect(await refused(20, STRANGER)).toEqual([429]);
    expect(await post(GENUINE, ECPAY)).toBe(200);
    jest.advanceTimersByTime(1100);
    expect([await post('no', STRANGER), await post('no', STRANGER)]).toEqual([400, 429]);
  });

  test('is counted, and logged by a sample', async () => {
    const { receiver, refused } = serverWith();
    await refused(200, STRANGER);
    expect(receiver.lines.filter(({ refusal }) => refusal === 'tooMany')).toHaveLength(10);
    expect(JSON.stringify(receiver.lines)).not.toContain(STRANGER);
  });

  test('is that of one IPv6 customer, whatever the rest of it', async () => {
    const { post, refused } = serverWith();
    for (let n = 0; n < 100; n += 1) await post('no', `2001:db8:1:2::${n.toString(16)}`);
    expect(await refused(1, '2001:db8:1:2:9:9:9:9')).toEqual([429]);
    expect(await refused(1, '2001:db8:1:3::1')).toEqual([400]);
  });

  test('is ECPay’s: it goes on being served, for something genuine came from it', async () => {
    const { post, refused } = serverWith();
    expect(await post(GENUINE, ECPAY)).toBe(200);
    expect(await refused(300, ECPAY)).toEqual([400]);
    expect(await post(GENUINE, ECPAY)).toBe(200);
  });

  test('is a proxy’s that is not named: nobody is limited for what others do', async () => {
    const { post, refused } = serverWith();
    expect(await refused(300, PROXY, STRANGER)).toEqual([400]);
    expect(await post(GENUINE, PROXY, ECPAY)).toBe(200);
  });
});

describe('X-Forwarded-For', () => {
  beforeEach(stopTime);

  test('is not believed: a stranger cannot look like many', async () => {
    const { post } = serverWith();
    const statuses = [];
    for (let n = 0; n < 101; n += 1) statuses.push(await post('no', STRANGER, `192.0.2.${n}`));
    expect(statuses.at(-1)).toBe(429);
  });

  test('is believed of a proxy that is named, by address or by network', async () => {
    for (const trustedProxies of [[PROXY], ['192.0.2.0/24', '10.0.0.0/8']]) {
      const { post, refused } = serverWith({ trustedProxies });
      // What the stranger wrote before the proxy's own word does not count.
      for (let n = 0; n < 100; n += 1) await post('no', PROXY, `192.0.3.${n}, ${STRANGER}`);
      expect(await refused(1, PROXY, STRANGER)).toEqual([429]);
      expect(await post(GENUINE, PROXY, ECPAY)).toBe(200);
    }
  });

  test.each(['proxy', '10.0.0.0/33', '10.0.0.0/', '10.0.0', 'loopback', ''])('%s is no proxy', (proxy) => {
    expect(() => serverWith({ trustedProxies: [proxy] })).toThrow(TypeError);
  });
});

describe('connections', () => {
  async function connected(server: FastifyInstance): Promise<Socket> {
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1').resume();
    await once(socket, 'connect');
    return socket;
  }

  test('are as many at once as are allowed; when one ends, the next is served', async () => {
    const { server, receiver } = serverWith({ maxConnections: 2 });
    await server.listen({ port: 0, host: '127.0.0.1' });
    const taken = once(server.server, 'connection') as Promise<[Socket]>;
    const sockets = [await connected(server), await connected(server)];
    await once(await connected(server), 'close');
    expect(receiver.lines).toMatchObject([{ level: 'warn', refusal: 'tooManyConnections' }]);
    const [first] = await taken;
    const ended = once(first, 'close');
    sockets[0]?.destroy();
    await ended;
    const { port } = server.server.address() as AddressInfo;
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    sockets[1]?.destroy();
  });

  test('of one stranger are a hundred', () => {
    const { server, receiver } = serverWith();
    const socketFrom = (remoteAddress: string) =>
      Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress });
    const sockets = Array.from({ length: 101 }, () => socketFrom(STRANGER));
    for (const socket of [...sockets, socketFrom(ECPAY)]) server.server.emit('connection', socket);
    expect(sockets.filter(({ destroyed }) => destroyed)).toHaveLength(1);
    expect(receiver.lines).toMatchObject([{ refusal: 'tooManyConnections' }]);
    for (const socket of sockets) socket.destroy();
  });
});
