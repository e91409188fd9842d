import type { TicketOrder } from '../ecticket/order.js';

type ElectronicOrder = Extract<TicketOrder, { issueType: 'electronic'; merchantTradeNo: string }>;

/**
 * Returns a valid order of two electronic tickets for NT$1,360, of ECPay's public test merchant.
 *
 * @param merchantTradeNo the order's number; use each number once per environment
 * @param changes fields that replace those of the sample
 *
 * @example
 * const order = sampleOrder('SALE1', { items: [{ itemNo: 'VQT04959', quantity: 1 }] });
 */
export function sampleOrder(merchantTradeNo: string, changes: Partial<ElectronicOrder> = {}): ElectronicOrder {
  return {
    merchantId: '3085676',
    merchantTradeNo,
    issueType: 'electronic',
    availability: 'immediate',
    operator: 'AngelaChan',
    customerName: '王珊珊',
    customerPhone: '0912345678',
    customerEmail: 'abc@example.com',
    items: [{ itemNo: 'VQT04959', quantity: 2 }],
    ...changes,
  };
}
