/** Outside the sandbox, the client refuses notify URLs that ECPay cannot call. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ECTicketClient, type ECTicketClientOptions } from '../../../client/index.js';
import { encryptedDataConverter, parseCodecKeys } from '../../../codec/index.js';
import { MerchantRegistry, STAGE_MERCHANTS, type Violation } from '../../../ecticket/index.js';
import { electronicOrder } from '../../support/orders.js';
import { startDevServer } from '../../support/temporal-servers.js';

const merchants = new MerchantRegistry(STAGE_MERCHANTS);
const USE_STATUS_URL = 'https://shop.example.tw/use';
let server: TestWorkflowEnvironment;
let client: Client;

beforeAll(async () => {
  server = await startDevServer();
  const dataConverter = encryptedDataConverter(parseCodecKeys(`a:${randomBytes(32).toString('base64')}`));
  client = new Client({ connection: server.connection, dataConverter });
});
afterAll(async () => {
  await server.teardown();
});

function clientIn(
  environment: ECTicketClientOptions['environment'],
  options: Partial<ECTicketClientOptions> = {},
): ECTicketClient {
  return new ECTicketClient({ environment, client, merchants, checkCatalogue: false, ...options });
}

/** The violations of a refused call, as `path: rule`. */
async function violationsOf(call: Promise<unknown>): Promise<string[]> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'InvalidOrderError', code: 'INVALID_ORDER' });
  return (error as { violations: readonly Violation[] }).violations.map(({ path, rule }) => `${path}: ${rule}`);
}

describe.each(['stage', 'production'] as const)('in %s', (environment) => {
  test.each([
    'https://shop.example.tw:8443/use',
    'http://localhost/use',
    'https://10.0.0.7/use',
    'https://[fd00::1]/use',
    'http://callbacks/use',
    'https://商店.tw:8443/use',
  ])('%s is refused together with other violations, and nothing is started', async (url) => {
    const order = electronicOrder('Private1', { useStatusNotifyUrl: url, refundNotifyUrl: url, customerPhone: '12' });
    expect((await violationsOf(clientIn(environment).placeOrder({ order }))).sort()).toEqual([
      'customerPhone: customerPhone',
      'refundNotifyUrl: refundNotifyUrlCallable',
      'useStatusNotifyUrl: useStatusNotifyUrlCallable',
    ]);
    const handle = server.client.workflow.getHandle('ecticket/3085676/Private1');
    await expect(handle.describe()).rejects.toThrow(/not found/);
  });

  test('resubmit applies the same rule', async () => {
    const order = electronicOrder('Private2', { useStatusNotifyUrl: 'http://localhost/use' });
    const decision = { order, by: 'Chan', why: 'corrected' };
    const ref = { merchantId: '3085676', merchantTradeNo: 'Private2' };
    expect(await violationsOf(clientIn(environment).resubmit(ref, decision))).toEqual([
      'useStatusNotifyUrl: useStatusNotifyUrlCallable',
    ]);
  });

  test.each(['http://localhost:4610', 'https://shop.example.tw:8443', 'https://192.168.1.5/hooks'])(
    'the client refuses the callbackBaseUrl %s and says why',
    (callbackBaseUrl) => {
      expect(() => clientIn(environment, { callbackBaseUrl })).toThrow(
        /callbackBaseUrl .*(80 and 443|private network).*callbacks: 'any'/s,
      );
    },
  );

  test('callbacks: any accepts these URLs', async () => {
    const callbacks = 'any';
    const anyClient = clientIn(environment, { callbackBaseUrl: 'http://localhost:4610', callbacks });
    const placed = await anyClient.placeOrder({ order: electronicOrder(`Meant${environment}`) });
    expect(placed).toMatchObject({ existing: false, warnings: [] });
  });

  test('an order that was placed before is returned, even if its URLs are refused now', async () => {
    const order = electronicOrder(`Before${environment}`, { useStatusNotifyUrl: 'http://localhost/use' });
    await clientIn(environment, { callbacks: 'any' }).placeOrder({ order });
    expect(await clientIn(environment).placeOrder({ order })).toMatchObject({ existing: true });
  });
});

test('in the sandbox every URL is accepted by default, and callbacks: public refuses these URLs', async () => {
  const order = electronicOrder('Sandbox1', {
    useStatusNotifyUrl: 'http://localhost:4610/use',
    refundNotifyUrl: USE_STATUS_URL,
  });
  expect(await violationsOf(clientIn('sandbox', { callbacks: 'public' }).placeOrder({ order }))).toEqual([
    'useStatusNotifyUrl: useStatusNotifyUrlCallable',
  ]);
  const sandbox = clientIn('sandbox', { callbackBaseUrl: 'http://127.0.0.1:4610' });
  expect(await sandbox.placeOrder({ order })).toMatchObject({ existing: false });
});
