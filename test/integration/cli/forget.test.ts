/** `ecticket forget`: what Temporal has of an order before and after, for plain and encrypted orders. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import { ECTicketClient } from '../../../client/index.js';
import { CALLBACK_PATHS } from '../../../client/notify-urls.js';
import { encryptedDataConverter, parseCodecKeys } from '../../../codec/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import type { OrderSnapshot, TicketOrderWorkflow } from '../../../workflows/messages/workflow.js';
import { callbackBody, postUntilAnswered } from '../../support/callback-requests.js';
import { PROMPT } from '../../support/dev-world.js';
import { electronicOrder } from '../../support/orders.js';
import { aioBody } from '../../support/payment-notices.js';
import { startReceiverServer, type ReceiverServer } from '../../support/receiver-server.js';
import { untilPasses } from '../../support/until-passes.js';
import { readServerData } from '../privacy/collected-data.js';
import { findSecrets } from '../privacy/find-secrets.js';
import { SAVES_EVERY_SECOND, useCliWorld } from './cli-world.js';

const KEYS = `a:${Buffer.alloc(32, 7).toString('base64')}`;
const { customerName, customerPhone, customerEmail } = electronicOrder('Any');
const PERSON = new Map(Object.entries({ customerName, customerPhone, customerEmail }));

describe.each([
  ['a plain order', {}],
  ['an encrypted order', { ECTICKET_CODEC_KEYS: KEYS }],
])('%s', (_, keys: Readonly<Record<string, string>>) => {
  const world = useCliWorld({ worker: false, serverArgs: SAVES_EVERY_SECOND });
  let client: Client;
  let tickets: ECTicketClient;
  let receiver: ReceiverServer;

  beforeAll(async () => {
    await world().startWorker(keys);
    const { ECTICKET_CODEC_KEYS: codecKeys } = keys;
    const converter = codecKeys === undefined ? undefined : encryptedDataConverter(parseCodecKeys(codecKeys));
    client = new Client({ connection: world().server.connection, ...(converter && { dataConverter: converter }) });
    const merchants = new MerchantRegistry(STAGE_MERCHANTS);
    tickets = new ECTicketClient({ checkCatalogue: false, environment: 'sandbox', client, merchants });
    receiver = await startReceiverServer(client);
  });
  afterAll(() => receiver.close());

  const run = (line: string, typed?: string) =>
    world().run(line.split(' '), { env: keys, ...(typed !== undefined && { typed }) });
  const refOf = (merchantTradeNo: string) => ({ merchantId: '3085676', merchantTradeNo });
  const place = (tradeNo: string, isPaid: boolean) =>
    tickets.placeOrder({ order: electronicOrder(tradeNo), timing: PROMPT, ...(isPaid && { payment: { paid: {} } }) });

  /** Checks the workflow ids in Temporal that name the order, in any case. */
  const expectTraces = (tradeNo: string, wanted: readonly string[]) =>
    untilPasses(async () => {
      const found: string[] = [];
      for await (const { workflowId } of client.workflow.list()) {
        if (workflowId.toLowerCase().endsWith(`/${tradeNo.toLowerCase()}`)) found.push(workflowId);
      }
      expect(found.sort()).toEqual([...wanted].sort());
    });

  async function findPerson(): Promise<string[]> {
    const places = await readServerData(client);
    return [...places].flatMap(([name, bytes]) => findSecrets(PERSON, bytes).map((found) => `${name}: ${found}`));
  }

  /** Waits until the order's workflow has closed: it delivers its last events after it has its last status. */
  async function end(tradeNo: string): Promise<OrderSnapshot> {
    const handle = client.workflow.getHandle<TicketOrderWorkflow>(`ecticket/3085676/${tradeNo}`);
    await untilPasses(async () => expect((await handle.describe()).status.name).toBe('COMPLETED'));
    return await handle.result();
  }

  /** Places an order, redeems its tickets, and adopts it again, so that it has two runs and a reservation. */
  async function settle(tradeNo: string): Promise<void> {
    const ref = refOf(tradeNo);
    await place(tradeNo, true);
    await tickets.waitForStatus(ref, 'active', { timeoutMs: 60_000 });
    await tickets.redeem(ref, { tickets: { count: 2 } });
    await end(tradeNo);
    await tickets.adoptOrder(ref);
    await end(tradeNo);
    const id = `ecticket/3085676/${tradeNo}`;
    await expectTraces(tradeNo, [id, id, id.toLowerCase()]);
  }

  test('is not deleted while it runs; the error says how to end it', async () => {
    await place('Open1', false);
    const refused = await run('forget 3085676/Open1 --yes --json');
    expect(refused.status).toBe(4);
    expect(refused.json()).toMatchObject({
      error: { code: 'ORDER_OPEN', status: 'awaitingPayment', message: expect.stringContaining('order cancel') },
    });
    expect((await tickets.getOrder(refOf('Open1'))).status).toBe('awaitingPayment');
    expect((await run('order cancel 3085676/Open1 --why test --yes')).status).toBe(0);
    await end('Open1');
    expect((await run('forget 3085676/Open1 --yes --json')).json()).toMatchObject({ deleted: { runs: 1 } });
  });

  test('is deleted with every run, after a confirmation; a second time, nothing is left', async () => {
    await settle('Gone1');
    if (keys['ECTICKET_CODEC_KEYS'] === undefined) expect(await findPerson()).not.toEqual([]);
    expect(await run('forget 3085676/Gone1')).toMatchObject({ status: 2, err: expect.stringContaining('--yes') });
    expect(await run('forget 3085676/Gone1', 'no\n')).toMatchObject({ status: 1, out: '' });
    expect((await tickets.getOrder(refOf('Gone1'))).status).toBe('settled');

    const { status, out, err } = await run('forget 3085676/Gone1', 'yes\n');
    expect([status, err]).toEqual([0, expect.stringContaining('Nobody can restore it. [y/N]')]);
    expect(out).toContain('Deleted: 2 runs of its workflow, the reservation of its number.');
    expect(out).toContain("- ECPay's record of the order");
    await expectTraces('Gone1', []);
    expect(await findPerson()).toEqual([]);
    await expect(tickets.getOrder(refOf('Gone1'))).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' });

    const again = await run('forget 3085676/Gone1 --yes --json');
    expect([again.status, again.json()]).toMatchObject([0, { deleted: { runs: 0, payments: 0, reservations: 0 } }]);
    expect((await run('forget 3085676/Gone1')).out).toContain('Temporal has nothing about 3085676/Gone1.');
  });

  test('is adopted by a late callback without the data of the customer, and can be deleted again', async () => {
    await settle('Late1');
    expect((await run('forget 3085676/Late1 --yes')).status).toBe(0);
    const callback = callbackBody({ MerchantTradeNo: 'Late1' });
    expect((await postUntilAnswered(receiver.url + CALLBACK_PATHS.useStatus, callback)).status).toBe(200);
    const order = await end('Late1');
    expect(order).toMatchObject({ status: 'settled', counts: { redeemed: 2 } });
    expect(order).not.toHaveProperty('order');
    await expectTraces('Late1', ['ecticket/3085676/Late1']);
    expect(await findPerson()).toEqual([]);
    expect((await run('forget 3085676/Late1 --yes --json')).json()).toMatchObject({ deleted: { runs: 1 } });
  });

  test('has no payment again: a replayed notification becomes a payment without an order', async () => {
    await place('Paid1', false);
    expect((await run('order cancel 3085676/Paid1 --why test --yes')).status).toBe(0);
    await end('Paid1');
    expect((await run('forget 3085676/Paid1 --yes')).status).toBe(0);
    const body = aioBody({ MerchantTradeNo: 'Paid1', TradeNo: '2611290000000001' });
    expect((await fetch(receiver.url + CALLBACK_PATHS.aioPayment, { method: 'POST', body })).status).toBe(503);
    const forget = () => run('forget 3085676/Paid1 --yes --json');
    const payments = ['3085676/2611290000000001'];
    await untilPasses(async () => {
      expect((await forget()).json()).toMatchObject({ error: { code: 'PAYMENT_OPEN', payments } });
    });
    expect(await findPerson()).toEqual([]);
    expect((await run('payment resolve 3085676/2611290000000001 --why returned')).status).toBe(0);
    await untilPasses(async () => expect((await forget()).json()).toMatchObject({ deleted: { payments: 1 } }));
  });
});
