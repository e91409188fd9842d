/** What is compared of an order, and what may be wrong with it. */
import type { MerchantEvent, OrderSnapshot } from '../../index.js';
import type { OrderView } from '../../sandbox/index.js';

/** What may be wrong with an order; the names of the report. */
export const DEFECTS = [
  'doubleIssues',
  'lost',
  'wrongFinalStates',
  'eventsMissing',
  'eventsOutOfOrder',
  'unexplainedAttention',
] as const;

/** The states of tickets by ECPay's numbers. */
export const STATES = { 1: 'unused', 2: 'redeemed', 3: 'refunded', 4: 'expired' } as const;

export interface Finding {
  readonly defect: (typeof DEFECTS)[number];
  readonly text: string;
  /** Time does not remove it. */
  readonly isFinal?: true;
}

export interface ComparedViews {
  readonly record: OrderView | undefined;
  readonly snapshot: OrderSnapshot | undefined;
  /** Why the order could not be read: the code of the error. */
  readonly unreadable?: string;
  /** As they arrived, repeated deliveries included. */
  readonly events: readonly MerchantEvent[];
}
