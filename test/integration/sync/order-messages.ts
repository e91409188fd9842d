/** What a database may receive about an order in its life, as messages. */
import type { MerchantEvent } from '../../../events/index.js';
import type { TicketState } from '../../../ecticket/provider-order.js';
import type { OrderSnapshot } from '../../../workflows/messages/workflow.js';
import type { OrderInput } from '../../../workflows/state/inputs.js';
import { adopted } from '../../../workflows/state/initial-state.js';
import type { OrderState } from '../../../workflows/state/order-state.js';
import { hasEnded } from '../../../workflows/state/stage.js';
import { apply } from '../../../workflows/state/transitions.js';
import { snapshotOf } from '../../../workflows/visibility/snapshot.js';
import { inputs, T0, type InputName } from '../../support/order-states.js';
import { recordOf } from '../../support/orders.js';

export const REF = { merchantId: '3085676', merchantTradeNo: 'CX1' };

/** Something that a database receives about an order. Snapshots have the time at which they were read. */
export type Message = MerchantEvent | { readonly snapshot: OrderSnapshot; readonly readAt: Date };

/** What happens to an order: an input, the states of both tickets in ECPay's record, or a reset to an earlier point. */
export type Step = InputName | readonly TicketState[] | number;

/** Plays steps, each a minute later, and returns all that can be received. */
export function messagesOf(start: OrderState, steps: readonly Step[]): Message[] {
  const past = [start];
  const messages: Message[] = [...start.pendingEvents];
  for (const [index, next] of steps.entries()) {
    const now = T0 + (index + 1) * 60_000;
    const state = past.at(-1) ?? start;
    if (typeof next === 'number') past.push(past[next % past.length] ?? start);
    else if (hasEnded(state) && next === 'unknown') past.push(adopted({ adopt: REF, known: snapshotOf(state) }, now));
    else past.push(apply(state, typeof next === 'string' ? inputs[next] : reconciled(next, now), now));
    const after = past.at(-1) ?? start;
    messages.push(...after.pendingEvents);
    if (index % 3 === 2) messages.push({ snapshot: snapshotOf(after), readAt: new Date(now) });
  }
  return [...new Map(messages.map((message) => [JSON.stringify(message), message])).values()];
}

function reconciled(states: readonly TicketState[], now: number): OrderInput {
  return { type: 'reconciled', record: recordOf(states), asOf: now };
}
