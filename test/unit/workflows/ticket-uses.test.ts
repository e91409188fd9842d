/** Who redeemed a ticket at the order's own counter, for as long as that redemption stands. */
import { expect, test } from '@jest/globals';
import type { ProviderOrder, TicketState } from '../../../ecticket/provider-order.js';
import { refusalOf } from '../../../workflows/messages/select-tickets.js';
import { ticketsOf } from '../../../workflows/state/stage.js';
import { apply } from '../../../workflows/state/transitions.js';
import type { OrderState } from '../../../workflows/state/order-state.js';
import { starts, T0 } from '../../support/order-states.js';
import { bookOf } from '../../support/orders.js';

const use = { at: '2026-11-22T02:00:00Z', storeId: 'TPE01' };

/** Of two tickets, the first is so; the second stays redeemed. */
function bookWith(state: TicketState, redeemedOn?: string): ProviderOrder {
  const [first, ...others] = bookOf([state, 'redeemed']).tickets;
  if (first === undefined) throw new Error('a record of two tickets has a first');
  return { ...bookOf([state, 'redeemed']), tickets: [{ ...first, ...(redeemedOn && { redeemedOn }) }, ...others] };
}
function afterCounter(...books: ProviderOrder[]): OrderState {
  const served = apply(starts.active, { type: 'ticketsRedeemed', ticketNos: ['T1', 'T2'], use }, T0);
  return books.reduce((state, record) => apply(state, { type: 'reconciled', record, asOf: T0 }, T0), served);
}
const usesTold = (state: OrderState) =>
  ticketsOf(state).map((ticket) => refusalOf(ticket, state.uses, 'redeem', T0)?.used);

test('it is told together with ECPay’s day', () => {
  expect(usesTold(afterCounter(bookWith('redeemed', '20261122')))).toEqual([{ on: '20261122', ...use }, use]);
});

test('it is kept while ECPay’s record has not seen the redemption yet', () => {
  expect(usesTold(afterCounter(bookWith('unused'), bookWith('redeemed', '20261122')))[0]).toMatchObject(use);
});

test.each([
  ['cancelled and made elsewhere', [bookWith('unused'), bookWith('redeemed', '20261225')]],
  ['cancelled and made elsewhere, unseen', [bookWith('redeemed', '20261225'), bookWith('refunded')]],
])('a redemption that was %s names the old store no more, other tickets do', (_what, later) => {
  const state = afterCounter(bookWith('redeemed', '20261122'), ...later);
  expect(state.uses).toEqual({ T2: use });
});

test('a ticket that is redeemed anew names its new day only', () => {
  const state = afterCounter(bookWith('redeemed', '20261122'), bookWith('unused'), bookWith('redeemed', '20261225'));
  expect(usesTold(state)).toEqual([{ on: '20261225' }, use]);
});
