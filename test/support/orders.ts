/** Builders for orders and for ECPay's order record. */
import type { ProviderOrder, Ticket, TicketState, VoucherKind } from '../../ecticket/provider-order.js';
import type { TicketOrder } from '../../ecticket/order.js';
import { sampleOrder } from '../../testing/sample-order.js';

/** An electronic order of pickup vouchers at the issue-only stage merchant. */
export const electronicOrder = sampleOrder;

/** Builders for the other issue types. `number` is the MerchantTradeNo, or the FreeTradeNo of gift vouchers. */
export function convenienceStoreOrder(number: string): TicketOrder {
  return {
    ...common(number),
    issueType: 'convenienceStore',
    customerEmail: 'abc@example.com',
    items: [item('VQT04959', 3)],
  };
}
/** Paper tickets, which are issued at once. */
export function paperOrder(number: string, quantity = 2): TicketOrder {
  return { ...common(number), issueType: 'paper', printedBy: 'merchant', items: [item('VNS21400', quantity)] };
}
export function serialNumberOrder(number: string): TicketOrder {
  return {
    ...common(number),
    issueType: 'serialNumber',
    items: [{ itemName: 'SPA課程體驗券', price: 3200, quantity: 2 }],
  };
}
/** Gift vouchers that can be used up to `expireDate` (yyyymmdd). */
export function giftOrder(number: string, expireDate: string): TicketOrder {
  const { merchantTradeNo, ...rest } = electronicOrder(number);
  return { ...rest, freeTradeNo: merchantTradeNo, items: [{ ...item('GIFT0001', 2), expireDate }] };
}
/** Two pickup vouchers and one gift voucher. */
export function mixedOrder(number: string, expireDate: string): TicketOrder {
  return electronicOrder(number, { items: [item('BR103218', 2), { ...item('GIFT0002', 1), expireDate }] });
}
const common = (merchantTradeNo: string) => ({ merchantId: '3085676', merchantTradeNo, operator: 'AngelaChan' });
const item = (itemNo: string, quantity: number) => ({ itemNo, quantity });

/** The date `daysLater` days after `now` (ms) in Asia/Taipei, as yyyymmdd. */
export function dayInTaipei(now: number, daysLater: number): string {
  const date = new Date(now + (8 + 24 * daysLater) * 3_600_000);
  return date.toISOString().slice(0, 10).replaceAll('-', '');
}

/** ECPay's order record with one ticket per element of `states`, numbered T1, T2 …, at NT$100 each. */
export function recordOf(
  states: readonly TicketState[],
  changes: Partial<ProviderOrder> & { voucher?: VoucherKind } = {},
): ProviderOrder {
  const { voucher = 'pickup', ...fields } = changes;
  const tickets = states.map((state, index): Ticket => ({ ticketNo: `T${index + 1}`, state, voucher, price: 100 }));
  const amountOf = (state: TicketState) => 100 * states.filter((each) => each === state).length;
  return {
    ticketTradeNo: '2026112212345678',
    tradeAmount: 100 * states.length,
    redeemedAmount: amountOf('redeemed'),
    refundedAmount: amountOf('refunded'),
    refundFee: 0,
    tickets,
    ...fields,
  };
}
