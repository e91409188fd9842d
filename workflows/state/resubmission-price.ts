/** Whether the payment of an order covers the corrected order with which an operator resubmits it. Pure. */
import type { TicketOrder } from '../../ecticket/order.js';
import { stableHash } from '../messages/stable-hash.js';
import { totalPrice } from '../messages/total-price.js';
import type { OrderState } from './order-state.js';
import { needsAttentionFor } from './stage.js';

/** What was paid for the order, in NT$. Undefined if neither the payment nor the order has an amount. */
export function coveredAmount({ terms, paid }: OrderState): number | undefined {
  return terms.due === 'nothing' ? 0 : (paid?.amount ?? terms.amount);
}

/**
 * The amount for which the order is issued, in NT$. Undefined if its items are unchanged: it keeps its amount, or
 * has the amount that was paid if that is why it needs attention.
 *
 * @param stated the operator states that the customer has paid this, and that it is enough
 * @param catalogueTotal the price of catalogue items, if the client could read it
 * @returns `refusal`: why what was paid may not cover the order, and what to do
 */
export function resubmissionPrice(
  state: OrderState,
  order: TicketOrder,
  stated: number | undefined,
  catalogueTotal: number | undefined,
): { readonly amount: number | undefined } | { readonly refusal: string } {
  // The activity `issue` refuses an order whose items are no items.
  if (!hasItems(order)) return { amount: undefined };
  const covered = coveredAmount(state);
  const paid = covered === undefined ? 'The amount that was paid is unknown' : `NT$${covered} was paid`;
  const example = covered === undefined ? '' : ` ${covered}`;
  const toDo = `State what the customer has paid and that it is enough: amount${example}.`;
  if (stated === undefined && state.order !== undefined && hasSameGoods(order, state.order)) {
    const due = state.terms.due === 'nothing' ? 0 : state.terms.amount;
    const isKnown = due === undefined || due === covered || needsAttentionFor(state, 'amountMismatch');
    return isKnown ? { amount: undefined } : { refusal: `${paid}, and NT$${due} is due. ${toDo}` };
  }
  const price = stated ?? totalPrice(order) ?? (order.merchantTradeNo === undefined ? 0 : catalogueTotal);
  if (price === undefined) return { refusal: `${paid}, and the price of the corrected order is unknown. ${toDo}` };
  if (covered === undefined && stated === undefined)
    return { refusal: `${paid}, and the corrected order costs NT$${price}. ${toDo}` };
  if (covered === undefined || price === covered) return { amount: price };
  if (stated !== undefined) return { refusal: `${paid}, not NT$${stated}. ${toDo}` };
  return { refusal: `${paid}, and the corrected order costs NT$${price}. Correct its items. ${toDo}` };
}

/** An operator may have typed the order in the Web UI. */
function hasItems({ items }: { readonly items?: unknown }): boolean {
  return Array.isArray(items) && items.every((item) => typeof item === 'object' && item !== null);
}

/** Whether both orders have the same products, prices and quantities. */
export function hasSameGoods(order: TicketOrder, other: TicketOrder): boolean {
  return goodsOf(order) === goodsOf(other);
}

/** Everything on which the price of an order depends. */
function goodsOf({ issueType, items, merchantTradeNo }: TicketOrder): string {
  const goods = items.map(({ itemNo, price, quantity, expireDate }) => ({ itemNo, price, quantity, expireDate }));
  return stableHash({ issueType, goods, isSold: merchantTradeNo !== undefined });
}
