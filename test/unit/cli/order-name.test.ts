import { describe, expect, test } from '@jest/globals';
import { parseOrderName } from '../../../cli/order-name.js';

const ONE = ['3085676'];
const SEVERAL = ['3085676', '3362787'];

describe('an order is named', () => {
  test.each([
    ['ecticket/3362787/CX1', SEVERAL, '3362787'],
    ['3362787/CX1', SEVERAL, '3362787'],
    // A merchant that is not in the settings may have orders all the same.
    ['2000132/CX1', ONE, '2000132'],
    ['CX1', ONE, '3085676'],
  ])('as %s', (text, merchantIds, merchantId) => {
    expect(parseOrderName(text, merchantIds)).toEqual({ merchantId, tradeNo: 'CX1' });
  });

  test('by a number alone where there is one merchant only; else the word says whose there are', () => {
    expect(() => parseOrderName('CX1', SEVERAL)).toThrow(
      'Which merchant? The settings have 3085676, 3362787. Write MerchantID/CX1.',
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
  ])('not as %j', (text) => {
    expect(() => parseOrderName(text, ONE)).toThrow(/names no order\. Give its workflow id, or \[MerchantID\/\]TradeNo/);
  });
});
