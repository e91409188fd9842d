import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { HashKeyPair, PaymentKeyPair, type aioCheckMacValue, type checkMacValue } from '../../../ecticket/index.js';

const [KEY, IV] = ['kEyKeYkEyKeYkEy1', 'iViViViViViViVi2'];
const keys = new PaymentKeyPair(KEY, IV);

test('payment keys are checked as ticket keys are', () => {
  expect(() => new PaymentKeyPair('short', `${IV} `)).toThrow(
    expect.objectContaining({
      code: 'INVALID_KEY_PAIR',
      problems: ['HashKey has 5 bytes instead of 16', 'HashIV has 17 bytes instead of 16'],
    }),
  );
});

test('no view of payment keys shows them', () => {
  const views = [inspect(keys, { showHidden: true, depth: 9 }), String(keys), JSON.stringify({ keys })].join();
  expect(views).toBe('PaymentKeyPair [keys hidden],[keys hidden],{"keys":"[keys hidden]"}');
  expect(Object.keys(keys)).toEqual([]);
});

test('the compiler refuses ticket keys for payments and payment keys for tickets', () => {
  type Taken<Given, Wanted> = Given extends Wanted ? 'taken' : 'refused';
  // Assigning anything else would not compile.
  const forTickets: Taken<PaymentKeyPair, Parameters<typeof checkMacValue>[1]> = 'refused';
  const forPayments: Taken<HashKeyPair, Parameters<typeof aioCheckMacValue>[1]> = 'refused';
  expect([forTickets, forPayments]).toEqual(['refused', 'refused']);
  expect(keys).not.toBeInstanceOf(HashKeyPair);
});
