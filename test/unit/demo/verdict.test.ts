/** That the demo notices what is otherwise than expected, whoever says it: Temporal, ECPay's book or the shop. */
import { describe, expect, test } from '@jest/globals';
import { OrderNotFoundError } from '../../../client/index.js';
import { demoOrders } from '../../../demo/orders.js';
import type { Context } from '../../../demo/context.js';
import { judge } from '../../../demo/verdict.js';

const [electronic] = demoOrders(1);

/** An order that came as its scenario expects, as the three tell of it. */
const snapshot = {
  status: 'settled',
  order: electronic.order,
  counts: { unused: 0, redeemed: 2, refunded: 0, expired: 0 },
  tickets: [
    { ticketNo: 'T1', state: 'redeemed' },
    { ticketNo: 'T2', state: 'redeemed' },
  ],
};
const book = {
  issuances: 1,
  remark: '',
  tickets: [
    { ticketNo: 'T2', useStatus: 2 },
    { ticketNo: 'T1', useStatus: 2 },
  ],
};
const told = ['paymentConfirmed', 'issued', 'redeemed', 'redeemed', 'settled'].map((type, index) => ({
  type,
  sequence: index + 1,
}));

async function differences(
  changes: { snapshot?: object; book?: object | undefined; told?: object[]; trouble?: string } = {},
) {
  const is = { snapshot, book, told, ...changes };
  const around = {
    ecticket: { getOrder: async () => ({ ...snapshot, ...is.snapshot }) },
    ecpay: { look: async () => is.book && { ...book, ...is.book } },
    shop: { told: () => is.told },
  };
  return (await judge(electronic, around as unknown as Context, changes.trouble)).differences;
}

describe('the verdict on an order', () => {
  test('that came as expected is that nothing differs, however many visits were told of', async () => {
    expect(await differences()).toEqual([]);
  });

  test.each([
    ['another status', { snapshot: { status: 'active' } }, 'status: expected settled, is active'],
    [
      'tickets in other states',
      { snapshot: { counts: { unused: 1, redeemed: 1, refunded: 0, expired: 0 } } },
      'tickets: expected 2 redeemed, is 1 unused, 1 redeemed',
    ],
    ['an order issued twice', { book: { issuances: 2 } }, 'times issued by ECPay: expected 1, is 2'],
    [
      'a ticket that ECPay has otherwise',
      { book: { tickets: [{ ticketNo: 'T1', useStatus: 3 }, book.tickets[0]] } },
      "tickets in Temporal, against those in ECPay's book: expected T1 refunded, T2 redeemed, is T1 redeemed, T2 redeemed",
    ],
    [
      'an event that was not told',
      { told: told.slice(0, 4) },
      'events told to the shop: expected paymentConfirmed, issued, redeemed, settled, is paymentConfirmed, issued, redeemed',
    ],
    ['events out of order', { told: [...told.slice(1), told[0] ?? {}] }, 'the events came out of order: 2, 3, 4, 5, 1'],
    ['a first event that was not told', { told: told.slice(1) }, 'the events came out of order: 2, 3, 4, 5'],
    ['trouble on the way', { trouble: 'nobody came' }, 'nobody came'],
  ])('names %s', async (_what, changes, sentence) => {
    expect(await differences(changes)).toContain(sentence);
  });

  test('lets an order that was adopted count on from the seconds of its adoption', async () => {
    const later = told.map((event, index) => ({ ...event, sequence: 1_790_000_000 + index }));
    expect(await differences({ snapshot: { order: undefined }, told: later })).toEqual([]);
    expect(await differences({ told: later })).toContainEqual(expect.stringContaining('out of order'));
  });

  test('names an order that ECPay does not know', async () => {
    expect(await differences({ book: undefined })).toContain('times issued by ECPay: expected 1, is none');
  });

  test('names an order that was never placed', async () => {
    const around = {
      ecticket: { getOrder: () => Promise.reject(new OrderNotFoundError('ecticket/1/2')) },
      ecpay: { look: async () => undefined },
      shop: { told: () => [] },
    };
    const verdict = await judge(electronic, around as unknown as Context, 'the order was refused');
    expect(verdict.differences).toEqual([
      'the order was refused',
      'Temporal has no such order',
      'events told to the shop: expected paymentConfirmed, issued, redeemed, settled, is none',
    ]);
  });
});
