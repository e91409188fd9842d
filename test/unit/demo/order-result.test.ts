/** The demo reports every difference from the expectation: in Temporal, at ECPay, and in the merchant's events. */
import { describe, expect, test } from '@jest/globals';
import { OrderNotFoundError, WorkerUnavailableError } from '../../../client/index.js';
import { checkResult } from '../../../demo/order-result.js';
import { createDemoOrders, type DemoContext } from '../../../demo/orders.js';

const [electronic] = createDemoOrders(1);

/** An order that ended as its scenario expects, in Temporal, at ECPay and in the merchant's events. */
const snapshot = {
  status: 'settled',
  order: electronic.order,
  counts: { unused: 0, redeemed: 2, refunded: 0, expired: 0 },
  tickets: [
    { ticketNo: 'T1', state: 'redeemed' },
    { ticketNo: 'T2', state: 'redeemed' },
  ],
};
const orderAtECPay = {
  issuances: 1,
  remark: '',
  tickets: [
    { ticketNo: 'T2', useStatus: 2 },
    { ticketNo: 'T1', useStatus: 2 },
  ],
};
const events = ['paymentConfirmed', 'issued', 'redeemed', 'redeemed', 'settled'].map((type, index) => ({
  type,
  sequence: index + 1,
}));

async function findDifferences(
  changes: { snapshot?: object; orderAtECPay?: object | undefined; events?: object[]; failure?: string } = {},
) {
  const actual = { snapshot, orderAtECPay, events, ...changes };
  const context = {
    ecticket: { getOrder: async () => ({ ...snapshot, ...actual.snapshot }) },
    ecpay: { findOrder: async () => actual.orderAtECPay && { ...orderAtECPay, ...actual.orderAtECPay } },
    merchant: { eventsOf: () => actual.events },
  };
  return (await checkResult(electronic, context as unknown as DemoContext, changes.failure)).differences;
}

describe('the result of an order', () => {
  test('has no differences if it ended as expected, whatever number of redeemed events it had', async () => {
    expect(await findDifferences()).toEqual([]);
  });

  test.each([
    ['a different status', { snapshot: { status: 'active' } }, 'status: expected settled, is active'],
    [
      'tickets in different states',
      { snapshot: { counts: { unused: 1, redeemed: 1, refunded: 0, expired: 0 } } },
      'tickets: expected 2 redeemed, is 1 unused, 1 redeemed',
    ],
    ['an order issued twice', { orderAtECPay: { issuances: 2 } }, 'times issued by ECPay: expected 1, is 2'],
    [
      'a ticket whose state differs at ECPay',
      { orderAtECPay: { tickets: [{ ticketNo: 'T1', useStatus: 3 }, orderAtECPay.tickets[0]] } },
      "tickets in Temporal compared with ECPay's: expected T1 refunded, T2 redeemed, is T1 redeemed, T2 redeemed",
    ],
    [
      'a missing last event',
      { events: events.slice(0, 4) },
      'events delivered to the merchant: expected paymentConfirmed, issued, redeemed, settled, ' +
        'is paymentConfirmed, issued, redeemed',
    ],
    [
      'events out of order',
      { events: [...events.slice(1), events[0] ?? {}] },
      'events are out of order: 2, 3, 4, 5, 1',
    ],
    ['a missing first event', { events: events.slice(1) }, 'events are out of order: 2, 3, 4, 5'],
    ['a scenario that failed', { failure: 'nobody came' }, 'nobody came'],
  ])('lists %s', async (_what, changes, sentence) => {
    expect(await findDifferences(changes)).toContain(sentence);
  });

  test('accepts that the sequence numbers of an adopted order start at the time of its adoption', async () => {
    const laterEvents = events.map((event, index) => ({ ...event, sequence: 1_790_000_000 + index }));
    expect(await findDifferences({ snapshot: { order: undefined }, events: laterEvents })).toEqual([]);
    expect(await findDifferences({ events: laterEvents })).toContainEqual(expect.stringContaining('out of order'));
  });

  test('lists an order that ECPay has never received', async () => {
    expect(await findDifferences({ orderAtECPay: undefined })).toContain('times issued by ECPay: expected 1, is none');
  });

  test('lists an order that was never placed', async () => {
    const context = {
      ecticket: { getOrder: () => Promise.reject(new OrderNotFoundError('ecticket/1/2')) },
      ecpay: { findOrder: async () => undefined },
      merchant: { eventsOf: () => [] },
    };
    const result = await checkResult(electronic, context as unknown as DemoContext, 'the order was refused');
    expect(result.differences).toEqual([
      'the order was refused',
      'Temporal has no such order',
      'events delivered to the merchant: expected paymentConfirmed, issued, redeemed, settled, is none',
    ]);
  });

  test('is read again if no worker answers in time, as on a busy machine', async () => {
    const answers = [() => Promise.reject(new WorkerUnavailableError('ecticket/3085676/D1')), async () => snapshot];
    const left = answers.values();
    const context = {
      ecticket: { getOrder: () => left.next().value?.() },
      ecpay: { findOrder: async () => orderAtECPay },
      merchant: { eventsOf: () => events },
    };
    expect((await checkResult(electronic, context as unknown as DemoContext, undefined)).differences).toEqual([]);
  });
});
