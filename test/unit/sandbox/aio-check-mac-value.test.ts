import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { aioCheckMacValue } from '../../../sandbox/payments/aio-check-mac-value.js';
import { STAGE_PAYMENT_MERCHANT } from '../../../sandbox/payments/payment-merchant.js';
import { AIO_EXAMPLE, AIO_EXAMPLE_CHECKSUM } from '../../support/aio-example.js';

test('the official example yields its official checksum, in any sequence of its fields', () => {
  expect(aioCheckMacValue(AIO_EXAMPLE, STAGE_PAYMENT_MERCHANT)).toBe(AIO_EXAMPLE_CHECKSUM);
  const backwards = Object.fromEntries(Object.entries(AIO_EXAMPLE).reverse());
  expect(aioCheckMacValue(backwards, STAGE_PAYMENT_MERCHANT)).toBe(AIO_EXAMPLE_CHECKSUM);
});

test('the checksum ignores the CheckMacValue field', () => {
  expect(aioCheckMacValue({ ...AIO_EXAMPLE, CheckMacValue: AIO_EXAMPLE_CHECKSUM }, STAGE_PAYMENT_MERCHANT)).toBe(
    AIO_EXAMPLE_CHECKSUM,
  );
});

test('fields are sorted regardless of case and encoded as .NET encodes them', () => {
  const text = "hashkey=pwfhcqoqzgmho4w6&alpha=(1)!*-_.&beta='~&hashiv=ekrm7ift261dpevs";
  const encoded = text.replaceAll('=', '%3d').replaceAll('&', '%26').replaceAll("'", '%27').replaceAll('~', '%7e');
  const checksum = createHash('sha256').update(encoded).digest('hex').toUpperCase();
  expect(aioCheckMacValue({ Beta: "'~", alpha: '(1)!*-_.' }, STAGE_PAYMENT_MERCHANT)).toBe(checksum);
});
