/** What can be told from where an order stands. Pure. */
import type { Ticket } from '../ecticket/book.js';
import type { Attention, OrderStatus } from './messages.js';
import type { OrderState } from './order-state.js';

const ENDED: readonly OrderStatus[] = ['settled', 'released', 'cancelled', 'abandoned'];

/** Nothing more happens to the order in this run. */
export function hasEnded({ stage }: OrderState): boolean {
  return ENDED.includes(stage.status);
}

/** Something was heard of an issued order since ECPay's book was read. */
export function needsLook({ stage, nudged }: OrderState): boolean {
  return nudged && 'book' in stage;
}

/** Issue was accepted and the tickets may still appear: also while a person is asked because they are overdue. */
export function awaitsTickets(state: OrderState): boolean {
  return state.stage.status === 'awaitingIssuance' || asksBecauseOf(state, 'issuanceOverdue');
}

/** A person is asked, for this reason. */
export function asksBecauseOf({ stage }: OrderState, reason: Attention['reason']): boolean {
  return stage.status === 'needsAttention' && stage.attention.reason === reason;
}

/** ECPay is being asked whether it knows this order. */
export function isAdopting({ stage }: OrderState): boolean {
  return stage.status === 'awaitingIssuance' && stage.adopting !== undefined;
}

/** The tickets as ECPay's book last had them; none before the order was issued. */
export function ticketsOf({ stage }: OrderState): readonly Ticket[] {
  return 'book' in stage ? stage.book.tickets : [];
}
