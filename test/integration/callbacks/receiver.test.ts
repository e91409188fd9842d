import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { FastifyInstance } from 'fastify';
import { createCallbackServer, createReceiver, deliverToOrders, isTemporalReady } from '../../../callbacks/index.js';
import { lazyConnection } from '../../../callbacks/temporal-connection.js';
import { ECTicketClient } from '../../../client/index.js';
import { MerchantRegistry, verifyAndDecrypt, STAGE_MERCHANTS, type SignedData } from '../../../ecticket/index.js';
import type { Callback } from '../../../workflows/messages/order.js';
import { callbackBody, ISSUE_ONLY, postUntilAnswered, stageKeys } from '../../support/callback-requests.js';
import { electronicOrder } from '../../support/orders.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { untilPasses } from '../../support/until-passes.js';

const merchants = new MerchantRegistry(STAGE_MERCHANTS);

let server: TestWorkflowEnvironment;
let receiver: { url: string; close(): Promise<unknown> };

beforeAll(async () => {
  server = await startDevServer();
  receiver = await startReceiver(server.client);
});

afterAll(async () => {
  await receiver.close();
  await server.teardown();
});

async function startReceiver(client: Client) {
  const http: FastifyInstance = createCallbackServer({
    receiver: createReceiver({ merchants, deliver: deliverToOrders(client) }),
    isReady: () => isTemporalReady(client),
  });
  await http.listen({ port: 0, host: '127.0.0.1' });
  const { port } = http.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => http.close() };
}

async function post(path: string, data: unknown) {
  const response = await postUntilAnswered(receiver.url + path, callbackBody(data));
  return { status: response.status, text: await response.text() };
}

function rtnCode(answer: string): unknown {
  return (verifyAndDecrypt(JSON.parse(answer) as SignedData, [stageKeys(ISSUE_ONLY)]).value as { RtnCode: unknown })
    .RtnCode;
}

async function placed(merchantTradeNo: string) {
  const tickets = new ECTicketClient({
    checkCatalogue: false,
    environment: 'sandbox',
    client: server.client,
    merchants,
  });
  const { workflowId } = await tickets.placeOrder({ order: electronicOrder(merchantTradeNo) });
  return server.client.workflow.getHandle(workflowId);
}

describe('a callback of ECPay', () => {
  test('is in the history of its order when it is acknowledged', async () => {
    const order = await placed('Called1');
    const data = { MerchantTradeNo: 'Called1', TicketNo: 'T1', UseStatus: '2' };
    const { status, text } = await post('/ecpay/ticket/use-status', data);
    expect([status, rtnCode(text)]).toEqual([200, 1]);

    const { events } = await order.fetchHistory();
    const signal = events?.find(
      (event) => event.workflowExecutionSignaledEventAttributes,
    )?.workflowExecutionSignaledEventAttributes;
    const [callback] = (signal?.input?.payloads ?? []).map(
      (payload) => JSON.parse(Buffer.from(payload.data ?? []).toString()) as Callback,
    );
    expect(signal?.signalName).toBe('callbackReceived');
    expect(callback).toEqual({ kind: 'useStatus', receivedAt: expect.any(String), data });
  });

  test('for an order that has ended is acknowledged', async () => {
    await (await placed('Called2')).terminate('by an operator');
    const { status, text } = await post('/ecpay/ticket/refund', { MerchantTradeNo: 'Called2' });
    expect([status, rtnCode(text)]).toEqual([200, 1]);
  });

  test('for an unknown order is acknowledged, and the order is adopted', async () => {
    const { status, text } = await post('/ecpay/ticket/refund', { MerchantTradeNo: 'Nobody' });
    expect([status, rtnCode(text)]).toEqual([200, 1]);
    const handle = server.client.workflow.getHandle('ecticket/3085676/Nobody');
    expect(await handle.describe()).toMatchObject({ status: { name: 'RUNNING' }, type: 'ticketOrder' });
  });
});

describe('without Temporal', () => {
  test('a callback is sent again, and the receiver runs but is not ready', async () => {
    const connection = lazyConnection({ address: '127.0.0.1:1' });
    const alone = await startReceiver(new Client({ connection }));
    const status = async (path: string) => (await fetch(alone.url + path)).status;
    expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 503]);
    const body = callbackBody({ MerchantTradeNo: 'Called1' });
    expect((await fetch(`${alone.url}/ecpay/ticket/refund`, { method: 'POST', body })).status).toBe(503);
    await alone.close();
    await connection.close();
  });

  test('without its namespace the receiver is not ready', async () => {
    const lost = new Client({ connection: server.connection, namespace: 'nowhere' });
    await untilPasses(async () => expect(await isTemporalReady(server.client)).toBe(true));
    expect(await isTemporalReady(lost)).toBe(false);
  });
});
