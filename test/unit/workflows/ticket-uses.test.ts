/** Where and by whom a ticket was redeemed through the order's updates, until that redemption is cancelled. */
import { expect, test } from '@jest/globals';
import type { ProviderOrder, TicketState } from '../../../ecticket/provider-order.js';
import { refusalOf } from '../../../workflows/messages/select-tickets.js';
import { ticketsOf } from '../../../workflows/state/stage.js';
import { apply } from '../../../workflows/state/transitions.js';
import type { OrderState } from '../../../workflows/state/order-state.js';
import { starts, T0 } from '../../support/order-states.js';
import { recordOf } from '../../support/orders.js';

const use = { at: '2026-11-22T02:00:00Z', storeId: 'TPE01' };

/** A record of two tickets: the first has this state, the second is redeemed. */
function recordWith(state: TicketState, redeemedOn?: string): ProviderOrder {
  const [first, ...others] = recordOf([state, 'redeemed']).tickets;
  if (first === undefined) throw new Error('a record of two tickets has a first');
  return { ...recordOf([state, 'redeemed']), tickets: [{ ...first, ...(redeemedOn && { redeemedOn }) }, ...others] };
}
function redeemedThen(...records: ProviderOrder[]): OrderState {
  const redeemed = apply(starts.active, { type: 'ticketsRedeemed', ticketNos: ['T1', 'T2'], use }, T0);
  return records.reduce((state, record) => apply(state, { type: 'reconciled', record, asOf: T0 }, T0), redeemed);
}
const usesInRefusals = (state: OrderState) =>
  ticketsOf(state).map((ticket) => refusalOf(ticket, state.uses, 'redeem', T0)?.used);

test('the refusal of a redeemed ticket states the store and the day in ECPay’s record', () => {
  expect(usesInRefusals(redeemedThen(recordWith('redeemed', '20261122')))).toEqual([{ on: '20261122', ...use }, use]);
});

test('the store is kept while ECPay’s record does not show the redemption yet', () => {
  expect(usesInRefusals(redeemedThen(recordWith('unused'), recordWith('redeemed', '20261122')))[0]).toMatchObject(use);
});

test.each([
  ['cancelled and made elsewhere', [recordWith('unused'), recordWith('redeemed', '20261225')]],
  ['cancelled and made elsewhere, unseen', [recordWith('redeemed', '20261225'), recordWith('refunded')]],
])('the store is removed if the redemption was %s; other tickets keep theirs', (_what, later) => {
  const state = redeemedThen(recordWith('redeemed', '20261122'), ...later);
  expect(state.uses).toEqual({ T2: use });
});

test('the refusal of a ticket that was redeemed again states the new day only', () => {
  const state = redeemedThen(
    recordWith('redeemed', '20261122'),
    recordWith('unused'),
    recordWith('redeemed', '20261225'),
  );
  expect(usesInRefusals(state)).toEqual([{ on: '20261225' }, use]);
});
