import { describe, expect, test } from '@jest/globals';
import type { OrderBook, Ticket } from '../../../ecticket/book.js';
import type { TicketOrder } from '../../../ecticket/order.js';
import { canBeOwn } from '../../../workflows/found-tickets.js';
import { placed } from '../../../workflows/order-beginning.js';
import { bookOf, electronicOrder, serialNumberOrder } from '../../support/orders.js';

const PAID_AT = Date.UTC(2026, 10, 22, 4); // noon in Taipei
const book = (tickets: Partial<Ticket>[], issuedAt?: string): OrderBook => ({
  ...bookOf([]),
  ...(issuedAt !== undefined && { issuedAt }),
  tickets: tickets.map((each, index) => ({
    ticketNo: `T${index}`,
    state: 'unused',
    voucher: 'pickup',
    price: 1,
    ...each,
  })),
});
const isOwn = (order: TicketOrder, found: OrderBook) =>
  canBeOwn(placed({ order, payment: { due: 'beforeIssue', paid: {} } }, PAID_AT), found);

const two = electronicOrder('CX1', { items: [{ itemNo: 'VQT04959', quantity: 2 }] });
const mixed = electronicOrder('CX1', {
  items: [
    { itemNo: 'VQT04959', quantity: 1 },
    { itemNo: 'VNS21400', quantity: 1 },
  ],
});
const serial = serialNumberOrder('CX1');

describe('tickets that ECPay already had under the number', () => {
  const ofProduct = (...itemNos: string[]) => itemNos.map((itemNo) => ({ itemNo }));
  test.each<[string, TicketOrder, OrderBook, boolean]>([
    ['the same goods', two, book(ofProduct('VQT04959', 'VQT04959')), true],
    ['products that ECPay does not name', two, book([{}, {}]), true],
    ['fewer tickets', two, book(ofProduct('VQT04959')), false],
    ['more tickets', two, book(ofProduct('VQT04959', 'VQT04959', 'VQT04959')), false],
    ['as many of another product', two, book(ofProduct('BR103218', 'BR103218')), false],
    ['each product once', mixed, book(ofProduct('VNS21400', 'VQT04959')), true],
    ['one product twice', mixed, book(ofProduct('VNS21400', 'VNS21400')), false],
    ['serial numbers of that price', serial, book([{ price: 3200 }, { price: 3200 }]), true],
    ['serial numbers of another price', serial, book([{ price: 3200 }, { price: 200 }]), false],
    ['issued after the payment', two, book([{}, {}], '2026/11/22 12:04:59'), true],
    ['issued before it by a clock that goes wrong', two, book([{}, {}], '2026/11/22 11:01:00'), true],
    ['issued an hour before it', two, book([{}, {}], '2026/11/22 10:59:00'), false],
    ['issued at a time that cannot be read', two, book([{}, {}], 'yesterday'), true],
  ])('%s', (_what, order, found, expected) => {
    expect(isOwn(order, found)).toBe(expected);
  });
});
