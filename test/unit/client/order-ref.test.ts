import { describe, expect, test } from '@jest/globals';
import { checkRef, orderRefOf } from '../../../client/orders/order-ref.js';
import type { OrderRef } from '../../../ecticket/index.js';

describe('an order reference', () => {
  test('is valid with a merchant and one trade number', () => {
    expect(() => {
      checkRef('getOrder', { merchantId: '3085676', merchantTradeNo: 'CBX20220302153064851' });
      checkRef('getOrder', { merchantId: '3085676', platformId: '3085672', freeTradeNo: 'F1' });
    }).not.toThrow();
  });

  test.each([
    ['undefined', undefined],
    ['no number', { merchantId: '3085676' }],
    ['both numbers', { merchantId: '3085676', merchantTradeNo: 'A', freeTradeNo: 'B' }],
    ['a number with a slash', { merchantId: '3085676', merchantTradeNo: 'A/B' }],
    ['a merchant with a quote', { merchantId: "1' OR 1", merchantTradeNo: 'A' }],
    ['a very long number', { merchantId: '3085676', merchantTradeNo: 'A'.repeat(2e6) }],
    ['full-width digits', { merchantId: '３０８５', merchantTradeNo: 'A' }],
  ])('is invalid with %s', (_what, ref) => {
    const refused = expect.objectContaining({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(/^The getOrder request is not valid/),
    });
    expect(() => {
      checkRef('getOrder', ref as OrderRef);
    }).toThrow(refused);
  });

  test('is built without the blank fields of an order', () => {
    expect(orderRefOf({ merchantId: '1', platformId: '', merchantTradeNo: null, freeTradeNo: 'F1' })).toEqual({
      merchantId: '1',
      freeTradeNo: 'F1',
    });
  });
});
