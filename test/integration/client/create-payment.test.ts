/** A customer pays an order in ECPay's checkout, which the client created the payment for. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ECTicketClient, type OrderPlacement, type PaymentRequest } from '../../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { PROMPT, useDevWorld } from '../../support/dev-world.js';
import { dayInTaipei, electronicOrder, giftOrder, serialNumberOrder } from '../../support/orders.js';

const world = useDevWorld();
/** A pickup voucher of NT$0. */
const FREE = { itemNo: 'FREE0001', quantity: 2 };
const TEXTS = { itemName: '雙人下午茶券 x 2', tradeDescription: '電子票券' };
let tickets: ECTicketClient;

beforeAll(() => {
  tickets = clientAt({ callbackBaseUrl: world().receiverUrl });
});

function clientAt(options: { callbackBaseUrl?: string; checkCatalogue?: boolean }): ECTicketClient {
  const { environment, sandboxUrl: baseUrl } = world();
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  return new ECTicketClient({ environment: 'sandbox', client: environment.client, merchants, baseUrl, ...options });
}

const place = async (number: string) =>
  (await tickets.placeOrder({ order: electronicOrder(number), timing: PROMPT })).ref;

const post = async (url: string, fields: Readonly<Record<string, string>>) =>
  await (await fetch(url, { method: 'POST', body: new URLSearchParams(fields) })).text();

/** Submits the payment form of the sandbox's checkout page, as a customer does. */
async function pay(page: string): Promise<void> {
  const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1] ?? '';
  await post(world().sandboxUrl + action, { outcome: 'pay' });
}

describe('an order that waits for its payment', () => {
  test('is paid with the AIO form, and issued', async () => {
    const ref = await place('Aio1');
    const { action, fields } = await tickets.createPayment(ref, { kind: 'aio', ...TEXTS });
    expect(fields).toMatchObject({ MerchantTradeNo: 'Aio1', TotalAmount: '1360', ChoosePayment: 'Credit' });
    await pay(await post(action, fields));
    const { payment, tickets: issued } = await tickets.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
    expect(payment).toMatchObject({ amount: 1360, paid: { amount: 1360, source: 'aioNotice' } });
    expect(issued).toHaveLength(2);
  });

  test('is paid with the token of the embedded checkout, and issued', async () => {
    const ref = await place('Embedded1');
    const { token } = await tickets.createPayment(ref, { kind: 'embedded', ...TEXTS });
    await pay(await (await fetch(`${world().sandboxUrl}/_sandbox/checkout/${token}`)).text());
    const { payment } = await tickets.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
    expect(payment).toMatchObject({ paid: { amount: 1360, source: 'embeddedNotice' } });
  });
});

describe('no payment is created for an order', () => {
  test('that is paid', async () => {
    const paid = { order: serialNumberOrder('Paid1'), payment: { paid: {} }, timing: PROMPT };
    const { ref } = await tickets.placeOrder(paid);
    await expect(tickets.createPayment(ref, { kind: 'aio', ...TEXTS })).rejects.toMatchObject({
      code: 'ORDER_NOT_PAYABLE',
      reason: 'notAwaitingPayment',
    });
  });

  test.each<[string, () => OrderPlacement]>([
    ['stated', () => ({ order: electronicOrder('Free1', { items: [FREE] }), payment: { amount: 0 } })],
    ['read from the catalogue', () => ({ order: electronicOrder('Free2', { items: [FREE] }) })],
    [
      'with doubleCheck',
      () => ({ order: electronicOrder('Free3', { items: [FREE] }), payment: { doubleCheck: true } }),
    ],
    ['of gift vouchers', () => ({ order: giftOrder('Free4', dayInTaipei(Date.now(), 60)) })],
  ])('of NT$0 (%s), which is issued without a payment, and whose refunds move no money', async (_how, placement) => {
    await world().control('items', { itemNo: 'FREE0001', itemName: '招待券', price: 0, ticketType: '1', onSale: true });
    const { ref } = await tickets.placeOrder({ ...placement(), timing: PROMPT });
    await expect(tickets.createPayment(ref, { kind: 'aio', ...TEXTS })).rejects.toMatchObject({
      code: 'ORDER_NOT_PAYABLE',
      reason: 'nothingDue',
      message: expect.stringContaining('Nothing is due'),
    });
    await tickets.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
    const { tickets: refunded } = await tickets.refund(ref, { tickets: { count: 1 } });
    expect(refunded).toMatchObject([{ result: 'done', state: 'refunded', movesMoney: false }]);
  });

  test('that was issued in ECPay’s back office and adopted', async () => {
    await world().control('orders', {
      MerchantID: '3085676',
      MerchantTradeNo: 'Office1',
      IssueType: '2',
      PrintType: '2',
      Operator: 'BackOffice',
      TicketInfo: [{ ItemNo: 'BR103218', TicketAmount: 2 }],
    });
    const { ref } = await tickets.adoptOrder({ merchantId: '3085676', merchantTradeNo: 'Office1' });
    await tickets.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
    const payment = tickets.createPayment(ref, { kind: 'aio', ...TEXTS });
    await expect(payment).rejects.toMatchObject({ reason: 'nothingDue' });
  });

  test('with a number that is too long for the checkout', async () => {
    const ref = await place('A'.repeat(21));
    await expect(tickets.createPayment(ref, { kind: 'embedded', ...TEXTS })).rejects.toMatchObject({
      reason: 'numberTooLong',
    });
  });

  test('without a known amount', async () => {
    const unchecked = clientAt({ callbackBaseUrl: world().receiverUrl, checkCatalogue: false });
    const { ref } = await unchecked.placeOrder({ order: electronicOrder('NoAmount1') });
    await expect(unchecked.createPayment(ref, { kind: 'aio', ...TEXTS })).rejects.toMatchObject({
      reason: 'amountUnknown',
    });
  });

  test('that does not exist', async () => {
    const ref = { merchantId: '3085676', merchantTradeNo: 'Nobodys1' };
    await expect(tickets.createPayment(ref, { kind: 'aio', ...TEXTS })).rejects.toMatchObject({
      code: 'ORDER_NOT_FOUND',
    });
  });
});

describe('a payment request', () => {
  test.each<[string, object, string]>([
    ['a separator in the item name', { itemName: 'a#b' }, 'itemName'],
    ['another field inside the description', { tradeDescription: 'a&RtnCode=1' }, 'tradeDescription'],
    ['an unknown kind', { kind: 'atm' }, 'kind'],
    ['a payment method', { choosePayment: 'ALL' }, ''],
    ['a back URL for the embedded checkout', { kind: 'embedded', clientBackUrl: 'https://shop.example.tw' }, ''],
  ])('with %s is refused', async (_what, change, path) => {
    const ref = { merchantId: '3085676', merchantTradeNo: 'Request1' };
    await tickets.placeOrder({ order: electronicOrder('Request1'), timing: PROMPT });
    const request = { kind: 'aio', ...TEXTS, ...change } as PaymentRequest & { kind: 'aio' };
    await expect(tickets.createPayment(ref, request)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      violations: [{ path }],
    });
  });

  test('of a client without callbackBaseUrl is refused', async () => {
    const ref = await place('NoReceiver1');
    await expect(clientAt({}).createPayment(ref, { kind: 'aio', ...TEXTS })).rejects.toMatchObject({
      violations: [{ rule: 'callbackBaseUrlNeeded' }],
    });
  });
});
