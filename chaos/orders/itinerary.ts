/** What happens to the tickets of each order, from the seed. */
import fc from 'fast-check';
import type { TicketAction } from '../../client/index.js';

/** `ticket` is an index; it counts modulo the number of the order's tickets. */
export type TicketStep =
  /** The merchant's backend, through the order's update. `times`: as many clerks act at the same time. */
  | { readonly type: 'client'; readonly action: TicketAction; readonly ticket: number; readonly times: 1 | 2 }
  /** A clerk in ECPay's vendor system. */
  | { readonly type: 'clerk'; readonly action: TicketAction; readonly ticket: number }
  /** Both, for the same ticket at the same time. */
  | { readonly type: 'race'; readonly action: 'redeem' | 'refund'; readonly ticket: number }
  /** The merchant's backend redeems any ticket. */
  | { readonly type: 'redeemAny' }
  /** The merchant's backend sends its last request again under the same update id. */
  | { readonly type: 'repeat' }
  /** The merchant's backend redeems a ticket, and uses the update id for another ticket too, by mistake. */
  | { readonly type: 'reuseUpdateId'; readonly ticket: number };

export interface Itinerary {
  readonly steps: readonly TicketStep[];
  /** A clerk redeems what is left, so that the order settles. */
  readonly usesUp: boolean;
  /** How long the customer takes to pay after the order was placed, in milliseconds. */
  readonly paysAfterMs: number;
  /** The payment is reported twice. */
  readonly isPaymentRepeated: boolean;
  /**
   * The order reads ECPay's record every few minutes. Otherwise it does so once a day: a clerk's change then
   * reaches it by the callback, or when the merchant next acts on a ticket.
   */
  readonly readsOften: boolean;
}

const ticket = fc.nat(3);
const anyAction = fc.constantFrom<TicketAction>('redeem', 'redeem', 'cancelRedemption', 'refund', 'cancelRefund');

const anyStep: fc.Arbitrary<TicketStep> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('client' as const),
      action: anyAction,
      ticket,
      times: fc.constantFrom(1 as const, 2 as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('clerk' as const), action: anyAction, ticket }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('race' as const),
      action: fc.constantFrom('redeem' as const, 'refund' as const),
      ticket,
    }),
  },
  { weight: 2, arbitrary: fc.constant({ type: 'redeemAny' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'repeat' as const }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('reuseUpdateId' as const), ticket }) },
);

const anyItinerary: fc.Arbitrary<Itinerary> = fc.record({
  steps: fc.array(anyStep, { maxLength: 5 }),
  usesUp: fc.boolean(),
  paysAfterMs: fc.nat(5000),
  isPaymentRepeated: fc.boolean(),
  readsOften: fc.boolean(),
});

/** Returns one itinerary per order. The same seed returns the same ones. */
export function sampleItineraries(orders: number, seed: number): readonly Itinerary[] {
  return fc.sample(fc.noBias(anyItinerary), { seed, numRuns: orders });
}
