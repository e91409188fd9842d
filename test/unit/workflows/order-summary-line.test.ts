import { describe, expect, test } from '@jest/globals';
import { summaryLine } from '../../../workflows/messages/summary-line.js';
import { electronicOrder } from '../../support/orders.js';

describe('the summary of an order in the Web UI', () => {
  test('states how many tickets of what, and the merchant', () => {
    const items = [
      { itemNo: 'VQT04959', quantity: 4 },
      { itemNo: 'VNS21400', quantity: 3 },
    ];
    expect(summaryLine(electronicOrder('A1', { items }))).toBe(
      '7 electronic tickets of merchant 3085676: 4 × VQT04959, 3 × VNS21400',
    );
  });

  test('uses the singular for one ticket', () => {
    const order = electronicOrder('A1', { items: [{ itemNo: 'VQT04959', quantity: 1 }] });
    expect(summaryLine(order)).toBe('1 electronic ticket of merchant 3085676: 1 × VQT04959');
  });

  test('contains no personal data', () => {
    const { customerName, customerPhone, customerEmail, ...rest } = electronicOrder('A1');
    const line = summaryLine({ ...rest, customerName, customerPhone, customerEmail });
    for (const personal of [customerName, customerPhone, customerEmail]) expect(line).not.toContain(personal);
  });

  test('stays short for any number of items and in any script', () => {
    const items = Array.from({ length: 100 }, (_, i) => ({
      itemName: `五星渡假飯店假日住宿券含早餐晚餐及溫泉${i % 100}`.slice(0, 20),
      price: 1,
      quantity: 1,
    }));
    const line = summaryLine({
      merchantId: '3085676',
      merchantTradeNo: 'S1',
      issueType: 'serialNumber',
      operator: 'Angela',
      items,
    });
    expect(line).toMatch(/^100 serial-number tickets .*, 98 more kinds$/);
    expect(Buffer.byteLength(line)).toBeLessThan(220);
  });
});
