/** The orders of the bench, and the standard road from unpaid to settled. */
import type { OrderTiming, TicketOrder } from '../../index.js';
import { workflowIdOf } from '../../client/index.js';
import type { Environment } from './environment.js';

/** Polls for the tickets after a second, in ms. By default an order polls after a minute. */
export const TIMING: Partial<OrderTiming> = { firstResultQuery: 1000, resultQueryInterval: 1000 };

export const MERCHANT = '3085676';

const CUSTOMER = {
  customerName: '王珊珊',
  customerPhone: '0912345678',
  customerEmail: 'customer@example.com',
} as const;
const PICKUP = { itemNo: 'VQT04959', quantity: 2 } as const;

type Named<Key extends 'merchantTradeNo' | 'freeTradeNo'> = Extract<TicketOrder, Record<Key, string>>;

/** Two afternoon teas at NT$680, issued by ECPay's scheduled job: the first order of the demo. */
export function electronicOrder(merchantTradeNo: string, merchantId = MERCHANT) {
  return {
    ...{ merchantId, merchantTradeNo, operator: 'Bench', issueType: 'electronic', availability: 'immediate' },
    ...CUSTOMER,
    items: [PICKUP],
  } as const satisfies Named<'merchantTradeNo'>;
}

/** The price of {@link electronicOrder} and {@link paperOrder}, in NT$. */
export const AMOUNT = 1360;

/** Paper tickets, which ECPay issues at once. */
export function paperOrder(merchantTradeNo: string) {
  return {
    ...{ merchantId: MERCHANT, merchantTradeNo, operator: 'Bench', issueType: 'paper', printedBy: 'merchant' },
    items: [PICKUP],
  } as const satisfies Named<'merchantTradeNo'>;
}

/** Gift vouchers, for which nothing is paid. */
export function giftOrder(freeTradeNo: string) {
  const { merchantTradeNo: _, ...order } = electronicOrder(freeTradeNo);
  const expireDate = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  const items = [{ itemNo: 'GIFT0001', quantity: 2, expireDate }];
  return { ...order, freeTradeNo, items } as const satisfies Named<'freeTradeNo'>;
}

/**
 * Runs the standard order, as the demo's first: placed unpaid, paid, issued, redeemed in two visits that ECPay reports
 * by callbacks, settled. Resolves when its workflow has closed.
 */
export async function runStandardOrder(environment: Environment, tradeNo: string): Promise<void> {
  const { ecticket, client } = environment;
  const order = electronicOrder(tradeNo);
  const { ref } = await ecticket.placeOrder({ order, payment: { amount: AMOUNT }, timing: TIMING });
  await ecticket.confirmPayment(ref, { amount: AMOUNT, reference: `R-${tradeNo}` });
  await redeemByCallbacks(environment, tradeNo);
  await client.workflow.getHandle(workflowIdOf(order)).result();
}

/** Waits until an order of two tickets is issued. A clerk redeems one ticket, and after its callback the other. */
export async function redeemByCallbacks({ events, control }: Environment, tradeNo: string): Promise<void> {
  await events.waitFor(tradeNo, 'issued');
  await control(`orders/${tradeNo}/redeem`, { count: 1 });
  await events.waitFor(tradeNo, 'redeemed');
  await control(`orders/${tradeNo}/redeem`, { count: 1 });
  await events.waitFor(tradeNo, 'settled');
}

let lastNumber = 0;

/** Returns a trade number that this process has not used. */
export function newTradeNo(): string {
  lastNumber += 1;
  return `BE${String(lastNumber).padStart(8, '0')}`;
}
