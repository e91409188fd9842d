/**
 * Forges payments out of forms and messages that ECPay or the merchant has signed: split at other places, in another
 * case or order, spliced, truncated, encoded again. None is accepted as a payment that was not made.
 *
 * - `ECTICKET_FORGERY_RUNS`: number of forgeries; 5000 by default, at least 1000 so that some are genuine;
 * - `ECTICKET_FORGERY_SEED`: seed of the generator; random by default, and printed with a failure.
 */
import { randomInt } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readAioNotice, readEmbeddedNotice, type Paid } from '../../../ecticket/index.js';
import { PAYMENT_KEYS } from '../../support/payment-notices.js';
import { changedBlocks, CHANGES, chooser } from './forgeries.js';
import { creationForm, identityOf, message, notice, type Signed } from './genuine-payments.js';
import { SEEDS, wholeNumberSetting } from '../../support/test-settings.js';

const runs = wholeNumberSetting('ECTICKET_FORGERY_RUNS', { min: 1000, max: 100_000_000 }) ?? 5000;
const seed = wholeNumberSetting('ECTICKET_FORGERY_SEED', SEEDS) ?? randomInt(2 ** 30);
// Enough for a loaded machine: a forgery takes a fraction of a millisecond.
const TIME_LIMIT = 60_000 + runs * 20;

/** The payment that is taken from `body`, if any; a simulated one is none. */
function takenFrom(read: typeof readAioNotice, body: string): Paid | undefined {
  try {
    const notice = read(body)?.verify([PAYMENT_KEYS]);
    return notice !== undefined && 'paid' in notice && notice.paid && !notice.simulated ? notice : undefined;
  } catch {
    return undefined;
  }
}

const choices = fc.array(fc.nat(), { minLength: 64, maxLength: 64, size: 'max' });

/** Fails if the accepted payment is in no genuine notification. Returns how many payments were accepted: 0 or 1. */
function accept(taken: Paid | undefined, genuine: readonly Signed<unknown>[]): number {
  if (taken === undefined) return 0;
  expect(genuine.map(({ payment }) => payment)).toContain(identityOf(taken));
  return 1;
}

describe(`no forged payment is accepted, from seed ${seed} on`, () => {
  test(
    'from forms of AIO',
    () => {
      const forms = fc.array(fc.oneof({ weight: 3, arbitrary: notice }, creationForm), { minLength: 1, maxLength: 4 });
      const changes = fc.array(fc.constantFrom(...Object.values(CHANGES)), { maxLength: 3 });
      let accepted = 0;
      fc.assert(
        fc.property(forms, changes, choices, (genuine, made, numbers) => {
          const choose = chooser(numbers);
          const pick = () => genuine[choose(genuine.length)]?.body ?? '';
          const forged = made.reduce((body, make) => make(body, pick(), choose), pick());
          accepted += accept(takenFrom(readAioNotice, forged), genuine);
        }),
        { numRuns: Math.ceil(runs / 2), seed },
      );
      // Some inputs are genuine, or genuine with reordered fields. If none is accepted, the forgeries are too crude.
      expect(accepted).toBeGreaterThan(runs / 100);
    },
    TIME_LIMIT,
  );

  test(
    'from messages of the embedded checkout',
    () => {
      const messages = fc.array(message, { minLength: 1, maxLength: 4 });
      let accepted = 0;
      fc.assert(
        fc.property(messages, choices, (genuine, numbers) => {
          const choose = chooser(numbers);
          const pick = () => genuine[choose(genuine.length)]?.body ?? { Data: '' };
          const Data = changedBlocks(pick().Data, pick().Data, choose);
          const forged = JSON.stringify({ ...pick(), Data });
          accepted += accept(takenFrom(readEmbeddedNotice, forged), genuine);
        }),
        { numRuns: Math.floor(runs / 2), seed },
      );
      expect(accepted).toBeGreaterThan(runs / 100);
    },
    TIME_LIMIT,
  );
});
