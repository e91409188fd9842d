/** Reads orders for their buyers. */
import { notFound } from 'next/navigation';
import { ECTicketError, type OrderSnapshot } from 'temporal-ecticket/client';
import { backend } from './backend';
import { isTokenOf } from './links';
import { refOf } from './purchase';

/** The dynamic parts of an order's address. */
export interface OrderParams {
  readonly params: Promise<{ readonly number: string; readonly token: string }>;
}

/** Returns the number in an address. An unknown order and a wrong token look the same: not found. */
export async function requireTradeNo({ params }: OrderParams): Promise<string> {
  const { number, token } = await params;
  if (!isTokenOf(number, token)) notFound();
  return number;
}

/** Reads an order, or the one that has replaced it: staff placed it again under another number. */
export async function readOrder(tradeNo: string): Promise<OrderSnapshot | undefined> {
  try {
    const order = await backend().ecticket.getOrder(refOf(tradeNo));
    const next = order.replacedBy?.merchantTradeNo;
    return next === undefined ? order : await readOrder(next);
  } catch (error) {
    if (error instanceof ECTicketError && error.code === 'ORDER_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Changes whenever the page of the order changes. Contains nothing of the buyer. */
export function versionOf({ merchantTradeNo = '', status, tickets, payment }: OrderSnapshot): string {
  return [merchantTradeNo, status, payment.extra.length, ...tickets.map(({ state }) => state)].join(' ');
}
