/** Blank fields of items, as forms and database rows have them: ECPay takes them for absent. */
import { expect, test } from '@jest/globals';
import type { CatalogueReader } from '../../../client/catalogue/catalogue-reader.js';
import { checkCatalogue } from '../../../client/catalogue/check-catalogue.js';
import type { TicketOrder } from '../../../ecticket/order.js';
import { childOrder, type ChildOrder } from '../../../workflows/child-order/child-order.js';
import { parseResubmission } from '../../../workflows/handlers/parse-resubmission.js';
import type { PlacedOrderInput } from '../../../workflows/messages/workflow.js';
import { placed } from '../../../workflows/state/initial-state.js';
import { apply } from '../../../workflows/state/transitions.js';
import { electronicOrder, serialNumberOrder } from '../../support/orders.js';

/** Two tickets of NT$3,200. */
const order = serialNumberOrder('BLANK1');
const blank = { ...order, items: order.items.map((item) => ({ ...item, expireDate: '' })) } as TicketOrder;
const inputOf = (request: ChildOrder) => childOrder(request).args[0] as PlacedOrderInput;

test('a child order whose item has a blank expiration date waits for its price', () => {
  expect(inputOf({ order: blank })).toMatchObject({ order, payment: { due: 'beforeIssue', amount: 6400 } });
  const free = (): unknown => inputOf({ order: blank, payment: { due: 'nothing' } });
  expect(free).toThrow(expect.objectContaining({ type: 'INVALID_ORDER' }));
});

test('an order that was started without the client has no blank fields', () => {
  expect(placed({ order: blank, payment: { due: 'beforeIssue', amount: 6400 } }, 0).order).toEqual(order);
});

test('an added item with a blank expiration date is not free in a corrected order', () => {
  const paid = placed({ order, payment: { due: 'beforeIssue', amount: 6400, paid: { amount: 6400 } } }, 0);
  const refused = apply(paid, { type: 'issueRefused', code: '10200141', message: 'refused' }, 0);
  const items = [...order.items, { itemName: '溫泉住宿券一晚', price: 99_000, quantity: 10, expireDate: '' }];
  const payload = { by: 'Ann', why: 'corrected', order: { ...order, items } };
  expect(() => parseResubmission(payload, refused)).toThrow(expect.objectContaining({ type: 'AMOUNT_MISMATCH' }));
  expect(parseResubmission({ ...payload, order: blank }, refused)).toMatchObject({ order });
});

test.each([
  { price: 680, voucher: 'pickup', onSale: true },
  { price: 680, onSale: true },
])('a catalogue item %j with a blank expiration date costs its price', async (entry) => {
  const given = electronicOrder('BLANK2', { items: [{ itemNo: 'VQT04959', quantity: 2, expireDate: '' }] });
  const started = inputOf({ order: given, payment: { due: 'beforeIssue', amount: 1360 } }).order;
  const entries = new Map([['VQT04959', entry]]);
  const reader = { read: () => Promise.resolve({ entries }) } as unknown as CatalogueReader;
  await expect(checkCatalogue(reader, started, { amount: 1360 }, false)).resolves.toMatchObject({ total: 1360 });
});
