/** Reads and validates the fields of a request's Data. */
import { z } from 'zod';
import { optionalText } from '../issue-rules/fields.js';
import { checkStoreId } from '../issue-rules/order-rules.js';
import type { Order, Ticket, TradeNumberField } from '../orders/order.js';
import { refuseUnless } from '../orders/refusals.js';
import type { Call } from '../protocol/request.js';
import type { SandboxState } from '../state.js';

/** Returns a text field; undefined if it is missing or empty. */
export function readText(data: Call['data'], field: string): string | undefined {
  const value = data[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Returns the trade number; undefined unless exactly one of its two fields is set. */
export function readTradeNo(
  data: Call['data'],
): { readonly tradeNo: string; readonly field: TradeNumberField } | undefined {
  const fields = (['MerchantTradeNo', 'FreeTradeNo'] as const).filter((name) => readText(data, name) !== undefined);
  const [field] = fields;
  return fields.length === 1 && field !== undefined ? { tradeNo: readText(data, field) ?? '', field } : undefined;
}

/** Finds the order that the request names. @throws Refusal if ECPay has not accepted such an order. */
export function findOrder({ merchantId, data }: Call, { orderRegistry }: SandboxState): Order {
  const number = readTradeNo(data);
  refuseUnless(number !== undefined, 'tradeNumber');
  const order = orderRegistry.find(merchantId, number.tradeNo);
  const received = order?.data !== undefined && order.tradeNumberField === number.field;
  refuseUnless(order !== undefined && received, 'noOrder');
  return order;
}

/** Finds the ticket that the request names. @param allowed The fields that may name it. @throws Refusal */
export function findTicket(
  { merchantId, data }: Call,
  { orderRegistry }: SandboxState,
  allowed: readonly ('TicketNo' | 'WriteOffNo')[],
): { readonly order: Order; readonly ticket: Ticket } {
  const numbers = allowed.flatMap((field) => readText(data, field) ?? []);
  const [number] = numbers;
  refuseUnless(numbers.length === 1 && number !== undefined, 'parameter');
  const found = orderRegistry.findTicket(number);
  refuseUnless(found?.order.merchantId === merchantId, 'noTicket');
  const [named] = allowed.filter((field) => readText(data, field) !== undefined);
  refuseUnless((named === 'TicketNo' ? found.ticket.ticketNo : found.ticket.writeOffNo) === number, 'noTicket');
  return found;
}

/** Returns whether the request performs (`1`, the default) or cancels (`2`) the action. @throws Refusal */
export function readAction(data: Call['data']): 'perform' | 'cancel' {
  const action = data['Action'] ?? '1';
  refuseUnless(action === '1' || action === '2', 'parameter');
  return action === '1' ? 'perform' : 'cancel';
}

/** Checks that StoreID, if set, is an active store of the merchant. @throws Refusal */
export function checkStore({ merchantId, data }: Call, { stores }: SandboxState): void {
  const result = optionalText.safeParse(data['StoreID']);
  refuseUnless(result.success, 'storeId');
  checkStoreId(merchantId, result.data, stores);
}

const fee = z.int().min(0).default(0);

/** Returns RefundFee in NT$, 0 by default. The field name is an interpretation of ECPay's page. @throws Refusal */
export function readRefundFee(data: Call['data']): number {
  const result = fee.safeParse(data['RefundFee']);
  refuseUnless(result.success, 'refundFee');
  return result.data;
}

const page = z.int().min(1);

/** Returns PageNum, counted from 1. @throws Refusal */
export function readPageNumber(data: Call['data']): number {
  const result = page.safeParse(data['PageNum']);
  refuseUnless(result.success, 'parameter');
  return result.data;
}
