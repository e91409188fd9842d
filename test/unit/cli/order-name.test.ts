import { describe, expect, test } from '@jest/globals';
import { parseOrderName } from '../../../cli/order-name.js';

const ONE = ['3085676'];
const SEVERAL = ['3085676', '3362787'];

describe('an order name', () => {
  test.each([
    ['ecticket/3362787/CX1', SEVERAL, '3362787'],
    ['3362787/CX1', SEVERAL, '3362787'],
    // A merchant that the settings lack may still have orders.
    ['2000132/CX1', ONE, '2000132'],
    ['CX1', ONE, '3085676'],
  ])('may be %s', (text, merchantIds, merchantId) => {
    expect(parseOrderName(text, merchantIds)).toEqual({ merchantId, tradeNo: 'CX1' });
  });

  test('needs a merchant if the settings contain several, and the error lists them', () => {
    expect(() => parseOrderName('CX1', SEVERAL)).toThrow(
      'Which merchant? The settings contain 3085676, 3362787. Write MerchantID/CX1.',
    );
  });

  test.each([
    '',
    '/',
    '3085676/',
    '/CX1',
    'a/b/c',
    'ecticket/CX/1/2',
    '../CX1',
    'CX-1',
    'CX 1',
    "CX'1",
    'X'.repeat(26),
    '訂單1',
  ])('cannot be %j', (text) => {
    expect(() => parseOrderName(text, ONE)).toThrow(
      /is not an order name\. Give its workflow id, or \[MerchantID\/\]TradeNo/,
    );
  });
});
