import { describe, expect, test } from '@jest/globals';
import type { ProviderOrder, Ticket } from '../../../ecticket/provider-order.js';
import type { TicketOrder } from '../../../ecticket/order.js';
import { mayBelongToOrder } from '../../../workflows/state/ticket-ownership.js';
import { placed } from '../../../workflows/state/initial-state.js';
import { recordOf, electronicOrder, serialNumberOrder } from '../../support/orders.js';

/** Noon in Taipei. */
const PAID_AT = Date.UTC(2026, 10, 22, 4);
const record = (tickets: Partial<Ticket>[], issuedAt?: string): ProviderOrder => ({
  ...recordOf([]),
  ...(issuedAt !== undefined && { issuedAt }),
  tickets: tickets.map((each, index) => ({
    ticketNo: `T${index}`,
    state: 'unused',
    voucher: 'pickup',
    price: 1,
    ...each,
  })),
});
const isOwn = (order: TicketOrder, found: ProviderOrder) =>
  mayBelongToOrder(placed({ order, payment: { due: 'beforeIssue', paid: {} } }, PAID_AT), found);

const two = electronicOrder('CX1', { items: [{ itemNo: 'VQT04959', quantity: 2 }] });
const mixed = electronicOrder('CX1', {
  items: [
    { itemNo: 'VQT04959', quantity: 1 },
    { itemNo: 'VNS21400', quantity: 1 },
  ],
});
const serial = serialNumberOrder('CX1');

describe('whether tickets that ECPay already had under the number belong to the order', () => {
  const ofItem = (...itemNos: string[]) => itemNos.map((itemNo) => ({ itemNo }));
  test.each<[string, TicketOrder, ProviderOrder, boolean]>([
    ['the same items', two, record(ofItem('VQT04959', 'VQT04959')), true],
    ['items that ECPay does not name', two, record([{}, {}]), true],
    ['fewer tickets', two, record(ofItem('VQT04959')), false],
    ['more tickets', two, record(ofItem('VQT04959', 'VQT04959', 'VQT04959')), false],
    ['as many of another item', two, record(ofItem('BR103218', 'BR103218')), false],
    ['each item once', mixed, record(ofItem('VNS21400', 'VQT04959')), true],
    ['one item twice', mixed, record(ofItem('VNS21400', 'VNS21400')), false],
    ['serial numbers of that price', serial, record([{ price: 3200 }, { price: 3200 }]), true],
    ['serial numbers of another price', serial, record([{ price: 3200 }, { price: 200 }]), false],
    ['issued after the payment', two, record([{}, {}], '2026/11/22 12:04:59'), true],
    ['issued before the payment, within the clock skew', two, record([{}, {}], '2026/11/22 11:01:00'), true],
    ['issued more than an hour before the payment', two, record([{}, {}], '2026/11/22 10:59:00'), false],
    ['issued at a time that cannot be read', two, record([{}, {}], 'yesterday'), true],
  ])('%s', (_what, order, found, expected) => {
    expect(isOwn(order, found)).toBe(expected);
  });
});
