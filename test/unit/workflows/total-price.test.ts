import { expect, test } from '@jest/globals';
import type { TicketOrder } from '../../../ecticket/index.js';
import { fromIssueData } from '../../../ecticket/naming.js';
import { totalPrice } from '../../../workflows/messages/total-price.js';
import { PAGE_EXAMPLES } from '../ecticket/page-examples.js';

const serial: TicketOrder = {
  merchantId: '2000132',
  merchantTradeNo: 'T1',
  operator: 'Ann',
  issueType: 'serialNumber',
  items: [
    { itemName: '五星渡假飯店假日住宿券', price: 6600, quantity: 2 },
    { itemName: 'SPA課程體驗券', price: 3200, quantity: 4 },
  ],
};

test('the price of a serial-number order is the sum of prices times quantities', () => {
  expect(totalPrice(serial)).toBe(26_000);
});

test('a gift voucher in a serial-number order is free', () => {
  const gift = { itemName: '生日甜點券', price: 150, quantity: 1, expireDate: '20270101' };
  expect(totalPrice({ ...serial, items: [...serial.items, gift] })).toBe(26_000);
});

test('the price of an order of catalogue items is unknown', () => {
  const { IssueType: _, ...example } = PAGE_EXAMPLES.paper;
  expect(totalPrice(fromIssueData({ ...example, IssueType: '2', PrintType: '2' }))).toBeUndefined();
});
