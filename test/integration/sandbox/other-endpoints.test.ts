import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogueOf, type TicketOrder } from '../../../ecticket/index.js';
import { REFUSALS } from '../../../sandbox/orders/refusals.js';
import { formatDate } from '../../../sandbox/time/taipei.js';
import { electronicOrder, ISSUE_ONLY, issued, newTradeNo, refOf, startParts, type Parts } from './support/parts.js';

const merchantId = ISSUE_ONLY;
const refusal = (reason: keyof typeof REFUSALS) => ({ rtnCode: REFUSALS[reason][0] });

describe('the other endpoints', () => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await startParts();
  });
  afterAll(() => parts.close());

  test('QueryItemInfo returns an item, on sale or not', async () => {
    await expect(parts.api.queryItemInfo({ merchantId, itemNo: 'GIFT0001' })).resolves.toMatchObject({
      ...{ ItemNo: 'GIFT0001', TicketType: '2', ItemStatus: '1' },
    });
    await expect(parts.api.queryItemInfo({ merchantId, itemNo: 'OFF00001' })).resolves.toMatchObject({
      ItemStatus: '0',
    });
    await expect(parts.api.queryItemInfo({ merchantId, itemNo: 'NOPE' })).rejects.toMatchObject(refusal('itemUnknown'));
  });

  test('BatchQueryItemInfo returns the catalogue in pages of 20', async () => {
    for (let i = 10; i < 40; i += 1) {
      await parts.control('POST', '/items', { itemNo: `MANY${i}`, itemName: '商品', price: i });
    }
    const page = (pageNum: number, itemStatus: 'on' | 'off' | 'all', itemNos?: string[]) =>
      parts.api.batchQueryItemInfo({ merchantId, pageNum, itemStatus, ...(itemNos && { itemNos }) });
    const first = await page(1, 'all');
    expect(first.TotalCount).toBe(37);
    expect(first['ItemList']).toHaveLength(20);
    expect((await page(2, 'all'))['ItemList']).toHaveLength(17);
    expect((await page(3, 'all'))['ItemList']).toEqual([]);
    expect(await page(1, 'off')).toMatchObject({ TotalCount: 1, ItemList: [{ ItemNo: 'OFF00001' }] });
    expect(await page(1, 'on', ['MANY10', 'OFF00001', 'NOPE'])).toMatchObject({ TotalCount: 1 });
  });

  test('the client returns an order’s items with this package’s names', async () => {
    const entries = await catalogueOf(parts.api, { merchantId }, ['VQT04959', 'GIFT0001', 'OFF00001', 'NOPE']);
    expect(Object.fromEntries(entries)).toEqual({
      VQT04959: { name: '雙人下午茶券', price: 680, voucher: 'pickup', onSale: true },
      GIFT0001: { name: '甜點招待券', price: 0, voucher: 'gift', onSale: true },
      OFF00001: { name: '停售套餐券', price: 500, voucher: 'pickup', onSale: false },
    });
  });

  test('an item that a control puts on sale or takes off sale can be sold or not', async () => {
    await parts.control('POST', '/items', { itemNo: 'MINE', itemName: '我的券', price: 77 });
    const order = electronicOrder({ items: [{ itemNo: 'MINE', quantity: 3 }] });
    await expect(parts.api.queryOrder(await issued(parts, order))).resolves.toMatchObject({ tradeAmount: 231 });
    await expect(parts.control('POST', '/items', { itemNo: 'MINE', onSale: false })).resolves.toMatchObject({
      body: { itemNo: 'MINE', itemName: '我的券', price: 77, ticketType: '1', onSale: false },
    });
    const again = { ...order, merchantTradeNo: newTradeNo() };
    await expect(parts.api.issue(again)).rejects.toMatchObject(refusal('itemOffSale'));
  });

  test('EscrowDay returns the length of the escrow period', async () => {
    await expect(parts.api.escrowDays({ merchantId })).resolves.toMatchObject({ EscrowDay: 365 });
  });

  test('QueryPrintData returns the unused tickets of paper that the merchant prints', async () => {
    const paper = (printedBy: 'merchant' | 'ecpay'): TicketOrder => ({
      ...{ merchantId, merchantTradeNo: newTradeNo(), issueType: 'paper', printedBy, operator: 'Ann' },
      items: [{ itemNo: 'BR103218', quantity: 3 }],
    });
    const ref = await issued(parts, paper('merchant'));
    await parts.control('POST', `/orders/${ref.merchantTradeNo}/redeem`, { count: 1 });
    expect((await parts.api.queryPrintData(ref))['TicketList']).toHaveLength(2);
    const other = await issued(parts, paper('ecpay'));
    await expect(parts.api.queryPrintData(other)).rejects.toMatchObject(refusal('notPrintedByMerchant'));
  });

  test('QueryRefundInfo accepts only orders with pickup vouchers', async () => {
    const order: TicketOrder = {
      ...{ merchantId, merchantTradeNo: newTradeNo(), issueType: 'serialNumber', operator: 'Ann' },
      items: [{ itemName: 'SPA課程體驗券', price: 1, quantity: 1 }],
    };
    await parts.api.issue(order);
    // Accepted, but without tickets yet.
    await expect(parts.api.queryRefundInfo(refOf(order))).rejects.toMatchObject(refusal('noPickupVoucher'));
  });

  test('OrderDetail returns a CSV of orders or tickets, at most one per minute', async () => {
    const order = electronicOrder();
    await issued(parts, order);
    const today = formatDate(parts.sandbox.clock.now());
    const report = (reportType: 'orders' | 'tickets') =>
      parts.api.orderDetail({ merchantId, reportType, beginDate: '20200101', endDate: today });
    const line = (csv: string) => csv.split('\r\n').filter((row) => row.startsWith(order.merchantTradeNo));

    expect(line(await report('orders'))).toEqual([expect.stringMatching(/,1,\d{4}\/.*,2,1360,0,0,2,0$/)]);
    await expect(report('tickets')).rejects.toMatchObject(refusal('tooOften'));
    await parts.sandbox.clock.advance(60_000);
    expect(line(await report('tickets'))).toHaveLength(2);
    await parts.sandbox.clock.advance(60_000);
    const past = { merchantId, reportType: 'orders', beginDate: '20200101', endDate: '20200102' } as const;
    expect((await parts.api.orderDetail(past)).trim().split('\r\n')).toHaveLength(1);
  });
});
