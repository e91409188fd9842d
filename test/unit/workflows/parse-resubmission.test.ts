/** What an operator types in the Web UI is checked before it reaches a search attribute, a summary or an id. */
import { describe, expect, test } from '@jest/globals';
import { parseResubmission } from '../../../workflows/handlers/parse-resubmission.js';
import { startOptions } from '../../../workflows/messages/start-options.js';
import { starts } from '../../support/order-states.js';
import { electronicOrder, giftOrder, paperOrder, serialNumberOrder } from '../../support/orders.js';

const decision = { by: 'Ann', why: 'the customer called' };
const refused = starts['needsAttention, refused'];
const failed = starts['needsAttention, failed'];
const order = paperOrder('CX1');
const [item] = order.items;

test.each([order, electronicOrder('CX1'), serialNumberOrder('CX1'), electronicOrder('CX1', { platformId: '3085672' })])(
  'an order of every kind may be resubmitted: $issueType',
  (corrected) => {
    expect(parseResubmission({ ...decision, amount: 1000, order: corrected }, refused)).toMatchObject({
      order: corrected,
    });
    const renamed = { ...corrected, merchantTradeNo: 'CX2' };
    expect(parseResubmission({ ...decision, amount: 1000, order: renamed }, failed)).toMatchObject({
      type: 'replaced',
    });
  },
);
test('so may an order of gift vouchers', () => {
  const gift = giftOrder('CX1', '20271122');
  expect(parseResubmission({ ...decision, amount: 1000, order: gift }, refused)).toMatchObject({ order: gift });
});

describe('a corrected order is refused, with the field to fix, if it has', () => {
  test.each<[string, Record<string, unknown>]>([
    ['order.issueType', { issueType: 7 }],
    ['order.issueType', { issueType: { a: 1 } }],
    ['order.issueType', { issueType: 'x'.repeat(5000) }],
    ['order.issueType', { issueType: 'constructor' }],
    ['order.platformId', { platformId: { a: 1 } }],
    ['order.platformId', { platformId: 'p'.repeat(2000) }],
    ['order.operator', { operator: ['AngelaChan'] }],
    ['order.items', { items: null }],
    ['order.items', { items: undefined }],
    ['order.items[0].quantity', { items: [null] }],
    ['order.items[0].quantity', { items: [{ ...item, quantity: '2' }] }],
    ['order.items[0].itemNo', { items: [{ ...item, itemNo: { a: 1 } }] }],
    ['order.items', { items: [{ ...item, quantity: 1e9 }] }],
    ['order.freeTradeNo', { freeTradeNo: 'CX1' }],
    ['larger than any order', { customerName: 'x'.repeat(100_000) }],
    ['larger than any order', { nested: JSON.parse(`${'['.repeat(1000)}${']'.repeat(1000)}`) }],
  ])('a wrong %s (%#)', (path, changes) => {
    const typed = { ...decision, order: { ...order, ...changes } };
    expect(() => parseResubmission(typed, refused)).toThrow(path);
    expect(() => parseResubmission(typed, refused)).toThrow(expect.objectContaining({ type: 'INVALID_REQUEST' }));
  });

  test.each(['CX2/../x', 'x'.repeat(5000), '訂單'])('the new number %p', (merchantTradeNo) => {
    const typed = { ...decision, order: { ...order, merchantTradeNo } };
    expect(() => parseResubmission(typed, failed)).toThrow(/order\.merchantTradeNo: A merchantTradeNo is 1 to 25/);
  });
});

test('a long item number does not exceed the limit of a summary', () => {
  const long = electronicOrder('CX2', { items: [{ itemNo: '券'.repeat(3000), quantity: 1 }] });
  const { staticSummary } = startOptions({ order: long, payment: { due: 'nothing' } });
  expect(Buffer.byteLength(staticSummary)).toBeLessThan(164);
});

describe('while ECPay has not answered an earlier request', () => {
  const delayed = starts['needsAttention, unanswered'];

  test('other items are refused: the tickets of both versions could be issued', () => {
    const other = { ...electronicOrder('CX1'), items: [{ itemNo: 'BR103218', quantity: 1 }] };
    const typed = { ...decision, amount: 1000, order: other };
    expect(() => parseResubmission(typed, delayed)).toThrow(expect.objectContaining({ type: 'ISSUE_UNANSWERED' }));
  });

  test('the same items are accepted', () => {
    const sent = delayed.order;
    expect(parseResubmission({ ...decision, order: { ...sent, customerName: '陳小明' } }, delayed)).toMatchObject({
      type: 'resubmitted',
    });
  });
});
