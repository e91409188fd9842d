import type { Order } from '../book/order.js';

/** How many orders are told at the same time. */
const AT_ONCE = 16;

/** Does something to every entry: one after the other within an order, several orders at the same time. */
export async function inTurns<Entry extends { readonly order: Order }>(
  entries: readonly Entry[],
  act: (entry: Entry) => Promise<void>,
): Promise<void> {
  const byOrder = new Map<Order, Entry[]>();
  for (const entry of entries) byOrder.set(entry.order, [...(byOrder.get(entry.order) ?? []), entry]);

  const waiting = [...byOrder.values()];
  const workOff = async () => {
    for (let turn = waiting.shift(); turn; turn = waiting.shift()) {
      for (const entry of turn) await act(entry);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, workOff));
}
