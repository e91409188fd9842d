/** Places orders, and creates their payments. */
import {
  DecisionRefusedError,
  OrderEndedError,
  OrderNotPayableError,
  type OrderPlacement,
  type OrderSnapshot,
  type PlacedOrder,
} from 'temporal-ecticket/client';
import type { CheckoutForm } from 'temporal-ecticket/ecticket';
import { backend, MERCHANT_ID, readSetting } from './backend';
import { readItems } from './items';
import { orderPath, tradeNoOf } from './links';

interface Purchase {
  /** Made with the page: a form that is sent twice is one order. */
  readonly key: string;
  readonly customerName: string;
  readonly customerPhone: string;
  readonly customerEmail: string;
  readonly items: readonly { readonly itemNo: string; readonly quantity: number }[];
}

export interface PlacedPurchase {
  readonly tradeNo: string;
  /** The order was placed before. It may have been at ECPay, which accepts a number once. */
  readonly existing: boolean;
}

/** The longest `itemName` that ECPay accepts. */
const MAX_ITEM_NAME = 400;

/** How long an unpaid order waits. ECPay's checkout can be paid as long. */
const PAYMENT_MS = 30 * 60_000;

/**
 * The buyer watches the page, so the worker polls early. Each poll is a call to ECPay: a busy store leaves this out,
 * and the first poll comes after one minute.
 */
const TIMING = { firstResultQuery: '1 second', resultQueryInterval: '2 seconds' } as const;

type TicketOrder = OrderPlacement['order'];

export const refOf = (merchantTradeNo: string) => ({ merchantId: MERCHANT_ID, merchantTradeNo });

/**
 * Places an order. The same form again is the same order, and a changed form is another one. It states no amount: the
 * sum of the prices in ECPay's catalogue is due.
 *
 * @throws InvalidOrderError and the other errors of `placeOrder`
 */
export async function placePurchase({ key, ...form }: Purchase): Promise<PlacedPurchase> {
  const tradeNo = tradeNoOf(JSON.stringify([key, form]));
  const { existing } = await place({
    merchantId: MERCHANT_ID,
    merchantTradeNo: tradeNo,
    operator: 'WebStore',
    issueType: 'electronic',
    availability: 'immediate',
    ...form,
  });
  return { tradeNo, existing };
}

/**
 * Replaces an unpaid order: ECPay accepts each number once, also if its page was left without a payment. The old order
 * is cancelled first, so that it gets no tickets. ECPay's page for it can still be paid: the old order then needs
 * attention, and an operator returns the money. Called twice, it replaces once.
 *
 * @returns the new order, or undefined if the old one does not wait for a payment
 */
export async function replacePurchase(tradeNo: string): Promise<PlacedPurchase | undefined> {
  const newNo = tradeNoOf(`after ${tradeNo}`);
  const { order } = await backend().ecticket.getOrder(refOf(tradeNo));
  if (order === undefined) return undefined;
  if (!(await cancel(tradeNo, newNo))) return undefined;
  const { freeTradeNo, ...placed } = order;
  const { existing } = await place({ ...placed, merchantTradeNo: newNo });
  return { tradeNo: newNo, existing };
}

/** Returns the form that the browser posts to ECPay, or undefined if the order does not wait for a payment. */
export async function createCheckoutForm(tradeNo: string): Promise<CheckoutForm | undefined> {
  const { ecticket } = backend();
  const { order } = await ecticket.getOrder(refOf(tradeNo));
  const names = new Map((await readItems()).map(({ itemNo, name }) => [itemNo, name]));
  const lines = order?.items.map(({ itemNo = '', quantity }) => `${names.get(itemNo) ?? itemNo} x ${quantity}`);
  const page = readSetting('STORE_URL', 'Set it to the address of this store.') + orderPath(tradeNo);
  try {
    return await ecticket.createPayment(refOf(tradeNo), {
      kind: 'aio',
      itemName: shorten(lines?.join(', ') ?? tradeNo),
      tradeDescription: 'Tickets',
      orderResultUrl: `${page}/return`,
      clientBackUrl: page,
    });
  } catch (error) {
    if (error instanceof OrderNotPayableError) return undefined;
    throw error;
  }
}

function shorten(itemName: string): string {
  const characters = [...itemName];
  return characters.length > MAX_ITEM_NAME ? `${characters.slice(0, MAX_ITEM_NAME - 1).join('')}…` : itemName;
}

async function place(order: TicketOrder): Promise<PlacedOrder> {
  const deadline = new Date(Date.now() + PAYMENT_MS);
  return await backend().ecticket.placeOrder({ order, payment: { deadline }, timing: TIMING });
}

/** Whether nothing can be paid for the order any more, and nothing was. */
async function cancel(tradeNo: string, newNo: string): Promise<boolean> {
  const decision = { by: 'the buyer', why: `pays under ${newNo}` };
  try {
    await backend().ecticket.cancelOrder(refOf(tradeNo), decision, { updateId: `replaced-by-${newNo}` });
    return true;
  } catch (error) {
    if (!(error instanceof DecisionRefusedError || error instanceof OrderEndedError)) throw error;
    return isUnpaidEnd(await backend().ecticket.getOrder(refOf(tradeNo)));
  }
}

function isUnpaidEnd({ status, payment }: OrderSnapshot): boolean {
  return status === 'cancelled' && payment.paid === undefined && payment.extra.length === 0;
}
