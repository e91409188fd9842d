import fc from 'fast-check';
import { expect, test } from '@jest/globals';
import { aioCheckMacValue, STAGE_PAYMENT } from '../../../ecticket/index.js';
import { aioCheckMacValue as sandboxes } from '../../../sandbox/index.js';
import { AIO_EXAMPLE, AIO_EXAMPLE_CHECKSUM } from '../../support/aio-example.js';
import { PAYMENT_KEYS } from '../../support/payment-notices.js';

test('the official example has its official checksum, which does not count itself', () => {
  expect(aioCheckMacValue(AIO_EXAMPLE, PAYMENT_KEYS)).toBe(AIO_EXAMPLE_CHECKSUM);
  expect(aioCheckMacValue({ ...AIO_EXAMPLE, CheckMacValue: 'ABC' }, PAYMENT_KEYS)).toBe(AIO_EXAMPLE_CHECKSUM);
});

test('two implementations, written apart, agree on every form', () => {
  const [{ hashKey, hashIv }] = STAGE_PAYMENT.keys;
  const field = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,8}$/);
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[ !'()*~_.+%&=#/-]{0,20}$/));
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(field, value), { selector: ([name]) => name.toLowerCase() }), (pairs) => {
      const form = Object.fromEntries(pairs);
      expect(aioCheckMacValue(form, PAYMENT_KEYS)).toBe(
        sandboxes(form, { merchantId: STAGE_PAYMENT.merchantId, hashKey, hashIv }),
      );
    }),
  );
});
