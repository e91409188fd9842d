/** Limits for strangers at the callback server, which never affect ECPay. */
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
/** Documentation addresses (RFC 5737, RFC 3849), which nobody has. */
const STRANGER = '203.0.113.7';
const ECPAY = '198.51.100.4';
const PROXY = '10.0.0.7';

const servers: FastifyInstance[] = [];

afterEach(async () => {
  jest.useRealTimers();
  for (const server of servers.splice(0)) await server.close();
});

/** Freezes the clock: a slow machine would be allowed more requests. */
function freezeClock(): void {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
}

function serverWith(options: Partial<CallbackServerOptions> = {}) {
  const receiver = recordingReceiver();
  const server = createCallbackServer({ receiver, isReady: () => Promise.resolve(true), ...options });
  servers.push(server);
  /** Posts from an address. `forwardedFor` is the header that a proxy adds. */
  const post = async (payload: string, remoteAddress: string, forwardedFor?: string) => {
    const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
    return (await server.inject({ method: 'POST', url: PATH, payload, remoteAddress, headers })).statusCode;
  };
  const postInvalid = async (times: number, remoteAddress: string, forwardedFor?: string) => {
    const statuses = new Set<number>();
    for (let n = 0; n < times; n += 1) statuses.add(await post('no', remoteAddress, forwardedFor));
    return [...statuses];
  };
  return { receiver, server, post, postInvalid };
}

describe('an address with a hundred refused requests', () => {
  beforeEach(freezeClock);

  test('is limited to one request per second, while others are not', async () => {
    const { post, postInvalid } = serverWith();
    expect(await postInvalid(100, STRANGER)).toEqual([400]);
    expect(await postInvalid(20, STRANGER)).toEqual([429]);
    expect(await post(GENUINE, ECPAY)).toBe(200);
    jest.advanceTimersByTime(1100);
    expect([await post('no', STRANGER), await post('no', STRANGER)]).toEqual([400, 429]);
  });

  test('appears in a sample of log lines, without its address', async () => {
    const { receiver, postInvalid } = serverWith();
    await postInvalid(200, STRANGER);
    expect(receiver.lines.filter(({ refusal }) => refusal === 'tooMany')).toHaveLength(10);
    expect(JSON.stringify(receiver.lines)).not.toContain(STRANGER);
  });

  test('covers the whole IPv6 network of a customer', async () => {
    const { post, postInvalid } = serverWith();
    for (let n = 0; n < 100; n += 1) await post('no', `2001:db8:1:2::${n.toString(16)}`);
    expect(await postInvalid(1, '2001:db8:1:2:9:9:9:9')).toEqual([429]);
    expect(await postInvalid(1, '2001:db8:1:3::1')).toEqual([400]);
  });

  test('is not limited if it sent a genuine callback, as ECPay does', async () => {
    const { post, postInvalid } = serverWith();
    expect(await post(GENUINE, ECPAY)).toBe(200);
    expect(await postInvalid(300, ECPAY)).toEqual([400]);
    expect(await post(GENUINE, ECPAY)).toBe(200);
  });

  test('is not limited if it is an untrusted proxy, which stands for many callers', async () => {
    const { post, postInvalid } = serverWith();
    expect(await postInvalid(300, PROXY, STRANGER)).toEqual([400]);
    expect(await post(GENUINE, PROXY, ECPAY)).toBe(200);
  });
});

describe('X-Forwarded-For', () => {
  beforeEach(freezeClock);

  test('is ignored from a stranger, who cannot pose as many callers', async () => {
    const { post } = serverWith();
    const statuses = [];
    for (let n = 0; n < 101; n += 1) statuses.push(await post('no', STRANGER, `192.0.2.${n}`));
    expect(statuses.at(-1)).toBe(429);
  });

  test('is trusted from a configured proxy, by address or by network', async () => {
    for (const trustedProxies of [[PROXY], ['192.0.2.0/24', '10.0.0.0/8']]) {
      const { post, postInvalid } = serverWith({ trustedProxies });
      // Only the address that the proxy added counts, not the ones before it.
      for (let n = 0; n < 100; n += 1) await post('no', PROXY, `192.0.3.${n}, ${STRANGER}`);
      expect(await postInvalid(1, PROXY, STRANGER)).toEqual([429]);
      expect(await post(GENUINE, PROXY, ECPAY)).toBe(200);
    }
  });

  test.each(['proxy', '10.0.0.0/33', '10.0.0.0/', '10.0.0', 'loopback', ''])(
    '%j is rejected as a trusted proxy',
    (proxy) => {
      expect(() => serverWith({ trustedProxies: [proxy] })).toThrow(TypeError);
    },
  );
});

describe('connections', () => {
  async function connectTo(server: FastifyInstance): Promise<Socket> {
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1').resume();
    await once(socket, 'connect');
    return socket;
  }

  test('are limited in number, and a closed one makes room for the next', async () => {
    const { server, receiver } = serverWith({ maxConnections: 2 });
    await server.listen({ port: 0, host: '127.0.0.1' });
    const firstConnection = once(server.server, 'connection') as Promise<[Socket]>;
    const sockets = [await connectTo(server), await connectTo(server)];
    await once(await connectTo(server), 'close');
    expect(receiver.lines).toMatchObject([{ level: 'warn', refusal: 'tooManyConnections' }]);
    const [first] = await firstConnection;
    const closed = once(first, 'close');
    sockets[0]?.destroy();
    await closed;
    const { port } = server.server.address() as AddressInfo;
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    sockets[1]?.destroy();
  });

  test('of one caller are limited to a hundred', () => {
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
