/** Redeems tickets by their scanned codes, without and with an index of the codes. */
import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { ECTicketClient } from '../../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS, type OrderRef } from '../../../ecticket/index.js';
import { callbackReceived } from '../../../workflows/messages/workflow.js';
import { TASK_QUEUE, TICKET_ORDER, tradeNoOf, workflowIdOf } from '../../../workflows/messages/names.js';
import { CODES, MERCHANT_ID, UNUSED } from '../../../workflows/messages/search-attribute-keys.js';
import { useDevWorld, type DevWorld } from '../../support/dev-world.js';
import { dayInTaipei, electronicOrder, giftOrder, paperOrder } from '../../support/orders.js';
import { completedTasks, resetWorkflow } from '../../support/reset-workflow.js';
import { untilCodesAreListed, untilListed } from '../../support/until-passes.js';

const MERCHANT = '3085676';
const OTHER_MERCHANT = '3362787';
const callback = { kind: 'useStatus', receivedAt: '', data: {} } as const;
const newKey = (id: string) => ({ id, key: createSecretKey(randomBytes(32)) });
const [oldKey, key] = [newKey('k1'), newKey('k2')];

async function issueOrder(world: DevWorld, order = paperOrder(`By${randomUUID().slice(0, 8)}`)) {
  const { ref, tickets } = await world.issued(order);
  await untilCodesAreListed(world.environment.client, ref);
  return { ref, tickets, codes: tickets.map(({ writeOffNo = '' }) => writeOffNo) };
}

function countWriteOffs({ sandbox }: DevWorld, ref: OrderRef): number {
  const { tickets = [] } = sandbox.book.order(tradeNoOf(ref)) ?? {};
  return tickets.filter(({ useStatus }) => useStatus === 2).length;
}

/** Resets an order to its last workflow task. */
async function reset(world: DevWorld, ref: OrderRef): Promise<void> {
  const { environment } = world;
  const { runId } = await environment.client.workflow.getHandle(workflowIdOf(ref)).describe();
  const task = (await completedTasks(environment, workflowIdOf(ref), runId)).at(-1);
  // A run that has just continued as new has completed no task yet.
  if (task === undefined) await reset(world, ref);
  else await resetWorkflow(environment, workflowIdOf(ref), task, runId);
}

/** Another client for the same orders. */
function clientWith({ environment }: DevWorld, codeKeys: ConstructorParameters<typeof ECTicketClient>[0]['codeKeys']) {
  const { client } = environment;
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  return new ECTicketClient({ client, merchants, environment: 'sandbox', ...(codeKeys && { codeKeys }) });
}

/** Starts orders without a worker, so that they appear in lists only. */
async function startListedOrders({ environment }: DevWorld, merchantId: string, count: number): Promise<void> {
  const { workflow } = environment.client;
  const start = (_: unknown, index: number) =>
    workflow.start(TICKET_ORDER, {
      workflowId: workflowIdOf({ merchantId, merchantTradeNo: `Listed${index}` }),
      taskQueue: `${TASK_QUEUE}-nobody`,
      args: [],
      typedSearchAttributes: [
        { key: MERCHANT_ID, value: merchantId },
        { key: UNUSED, value: 1 },
      ],
    });
  await Promise.all(Array.from({ length: count }, start));
  await untilListed(environment.client, `${MERCHANT_ID.name} = '${merchantId}'`, count);
}

describe.each([
  ['without an index', undefined],
  ['with an index', [key] as const],
])('%s', (_, codeKeys) => {
  const world = useDevWorld({
    ...(codeKeys && { codeKeys }),
    serverArgs: ['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=60'],
  });
  const scan = (code: string, updateId?: string, merchantId = MERCHANT) =>
    world().client.redeemByCode({ merchantId, code, storeId: 'TPE01' }, updateId === undefined ? {} : { updateId });

  test('the ticket is redeemed once per update id, and its order is returned', async () => {
    await issueOrder(world());
    const { ref, tickets, codes } = await issueOrder(world());
    const [, code = ''] = codes;
    const redeemed = await scan(code, 'receipt-1');
    expect(redeemed).toMatchObject({ ref, tickets: [{ ticketNo: tickets[1]?.ticketNo, result: 'done' }] });
    expect(await scan(code, 'receipt-1')).toEqual(redeemed);
    const { ticketNo = '' } = tickets[1] ?? {};
    const byNumber = { tickets: { ticketNo }, storeId: 'TPE01' };
    expect(await world().client.redeem(ref, byNumber, { updateId: 'receipt-1' })).toEqual({
      tickets: redeemed.tickets,
    });
    expect(countWriteOffs(world(), ref)).toBe(1);
    const { uses } = await world().client.getOrder(ref);
    expect(uses[ticketNo]).toMatchObject({ storeId: 'TPE01' });
  });

  test('a code is found without redeeming it, used or not', async () => {
    const { ref, tickets, codes } = await issueOrder(world());
    const [code = ''] = codes;
    const found = { ref, ticketNo: tickets[0]?.ticketNo };
    expect(await world().client.findByCode({ merchantId: MERCHANT, code: ` ${code}\n` })).toEqual(found);
    expect(countWriteOffs(world(), ref)).toBe(0);
    await scan(code);
    expect(await world().client.findByCode({ merchantId: MERCHANT, code })).toEqual(found);
    const withStore = { merchantId: MERCHANT, code, storeId: 'TPE01' };
    await expect(world().client.findByCode(withStore)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  test('concurrent scans of one code redeem it once', async () => {
    const { ref, codes } = await issueOrder(world());
    const [code = ''] = codes;
    const scans = await Promise.allSettled([scan(code), scan(code), scan(code)]);
    const done = scans.filter(({ status }) => status === 'fulfilled');
    expect(done).toHaveLength(1);
    expect(countWriteOffs(world(), ref)).toBe(1);
  });

  test('a redeemed or refunded code is refused, even after its order has ended', async () => {
    const { ref, tickets, codes } = await issueOrder(world());
    const [used = '', refunded = ''] = codes;
    await scan(used);
    await expect(scan(used)).rejects.toMatchObject({ code: 'TICKET_ACTION_REFUSED', reason: 'ALREADY_REDEEMED' });
    await world().client.refund(ref, { tickets: { ticketNo: tickets[1]?.ticketNo ?? '' } });
    await world().client.waitForStatus(ref, 'settled', { timeoutMs: 120_000 });
    await expect(scan(refunded)).rejects.toMatchObject({ reason: 'ALREADY_REFUNDED' });
    await expect(scan(used)).rejects.toMatchObject({ reason: 'ALREADY_REDEEMED' });
  });

  test('an unknown code has its own error, which does not contain the code', async () => {
    await issueOrder(world());
    const code = 'LEU4loiSZ9TDTWAtxL';
    const unknown = await scan(code).catch((error: unknown) => error);
    expect(unknown).toMatchObject({ name: 'CodeUnknownError', code: 'CODE_UNKNOWN', merchantId: MERCHANT });
    expect((unknown as Error).message).toMatch(/sold through this system.*upper and lower case.*retention period/);
    expect((unknown as Error).message).not.toContain(code);
  });

  test('a code is found only for its own merchant', async () => {
    const electronic = electronicOrder('ByEscrow', { merchantId: OTHER_MERCHANT, paymentProvider: 'ecpay' });
    const { ref, codes } = await issueOrder(world(), electronic);
    const [code = ''] = codes;
    await expect(scan(code)).rejects.toMatchObject({ code: 'CODE_UNKNOWN', merchantId: MERCHANT });
    expect(await scan(code, undefined, OTHER_MERCHANT)).toMatchObject({ ref, tickets: [{ result: 'done' }] });
  });

  test('characters that a scanner or keyboard adds are removed, and an invalid code is refused', async () => {
    const { codes } = await issueOrder(world(), giftOrder('ByGift', dayInTaipei(Date.now(), 30)));
    const [first = '', second = ''] = codes;
    const wide = [...second].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
    expect(await scan(`\uFEFF\u0002 ${first}\u0003\r\n`)).toMatchObject({ tickets: [{ result: 'done' }] });
    expect(await scan(`${wide}\u3000`)).toMatchObject({ ref: { freeTradeNo: 'ByGift' } });
    const url = `https://shop.example/t?no=${first}`;
    for (const wrong of ['', ' \r\n', `]C1${first}`, url, `${first.slice(0, 6)} 123456`]) {
      const refused = await scan(wrong).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: 'INVALID_REQUEST', violations: [{ path: 'code', rule: 'writeOffNo' }] });
      expect((refused as Error).message).toContain('make it send the code alone');
      expect((refused as Error).message).not.toContain(first);
    }
  });

  test('invalid arguments are refused with typed errors', async () => {
    const { client } = world();
    const given = (value: unknown) => client.redeemByCode(value as Parameters<ECTicketClient['redeemByCode']>[0]);
    const injected = { merchantId: `${MERCHANT}' OR 1=1`, code: 5 };
    for (const value of [undefined, {}, injected, { merchantId: MERCHANT, writeOffNo: '1' }])
      await expect(given(value)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(scan('1', 'two words')).rejects.toMatchObject({ violations: [{ path: 'options.updateId' }] });
  });

  test('an order is found after it continued as new, and after resets', async () => {
    const { client } = world().environment;
    const { ref, codes } = await issueOrder(world(), paperOrder('ByLong', 12));
    const handle = client.workflow.getHandle(workflowIdOf(ref));
    const { runId } = await handle.describe();
    while ((await handle.describe()).runId === runId) {
      await Promise.all(Array.from({ length: 5 }, () => handle.signal(callbackReceived, callback)));
      await world().until(ref, ({ callbacks: { received } }) => received % 5 === 0);
    }
    for (const code of codes) {
      expect(await scan(code)).toMatchObject({ ref, tickets: [{ result: 'done' }] });
      if (code !== codes.at(-1)) await reset(world(), ref);
    }
  });

  test('an order that was issued in ECPay’s back office is found once it is adopted', async () => {
    await world().control('orders', {
      MerchantID: MERCHANT,
      MerchantTradeNo: 'ByHand',
      IssueType: '2',
      PrintType: '2',
      Operator: 'AngelaChan',
      TicketInfo: [{ ItemNo: 'VNS21400', TicketAmount: 1 }],
    });
    const code = world().orderAtECPay('ByHand').tickets[0]?.writeOffNo ?? '';
    await expect(scan(code)).rejects.toMatchObject({ code: 'CODE_UNKNOWN' });
    const { ref } = await world().client.adoptOrder({ merchantId: MERCHANT, merchantTradeNo: 'ByHand' });
    await untilCodesAreListed(world().environment.client, ref);
    expect(await scan(code)).toMatchObject({ ref, tickets: [{ result: 'done' }] });
  });

  if (codeKeys === undefined) {
    test('too many orders fail with an error before any is read', async () => {
      await startListedOrders(world(), 'Crowded', 101);
      const refused = await scan('1', undefined, 'Crowded').catch((error: unknown) => error);
      expect(refused).toMatchObject({ name: 'TooManyOrdersError', code: 'TOO_MANY_ORDERS', limit: 100 });
      expect((refused as Error).message).toMatch(/ECTICKET_CODE_KEYS.*ecticket setup/);
    });

    test('codeKeys without the search attribute fail with an error that says so', async () => {
      const client = clientWith(world(), [key]);
      await expect(client.redeemByCode({ merchantId: MERCHANT, code: '1' })).rejects.toMatchObject({
        code: 'SEARCH_ATTRIBUTES_MISSING',
        message: expect.stringContaining('ECTicketCodes'),
      });
    });
    return;
  }

  test('the index contains no code, and adds no history event', async () => {
    const { ref, codes } = await issueOrder(world(), paperOrder('ByTags', 3));
    const handle = world().environment.client.workflow.getHandle(workflowIdOf(ref));
    const { typedSearchAttributes } = await handle.describe();
    const tags = typedSearchAttributes.get(CODES) ?? [];
    expect(tags).toHaveLength(3);
    expect(tags.every((tag) => /^[\w-]{8}$/.test(tag))).toBe(true);
    expect(tags.some((tag) => codes.some((code) => code.includes(tag)))).toBe(false);
    const { events } = await handle.fetchHistory();
    const upserts = (events ?? []).filter((event) => event.upsertWorkflowSearchAttributesEventAttributes);
    // That of the tickets' number has the tags too.
    expect(upserts.filter((event) => JSON.stringify(event).includes('ECTicketCodes'))).toHaveLength(1);
    expect(upserts.filter((event) => JSON.stringify(event).includes('ECTicketUnused'))).toHaveLength(1);
  });

  test('after a key rotation, orders indexed with the old key are still found', async () => {
    const { ref, codes } = await issueOrder(world());
    const [code = ''] = codes;
    await expect(clientWith(world(), [oldKey]).redeemByCode({ merchantId: MERCHANT, code })).rejects.toMatchObject({
      code: 'CODE_UNKNOWN',
    });
    const rotated = clientWith(world(), [newKey('k3'), key]);
    expect(await rotated.redeemByCode({ merchantId: MERCHANT, code })).toMatchObject({
      ref,
      tickets: [{ result: 'done' }],
    });
  });

  test('an order is found among any number of others', async () => {
    const { ref, codes } = await issueOrder(world());
    await startListedOrders(world(), MERCHANT, 150);
    expect(await scan(codes[0] ?? '')).toMatchObject({ ref, tickets: [{ result: 'done' }] });
    // That of one of the others, which have no index.
    await expect(scan('1')).rejects.toMatchObject({ code: 'TOO_MANY_ORDERS' });
  });
});
