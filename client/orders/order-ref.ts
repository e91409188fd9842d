import { z } from 'zod';
import { InvalidRequestError } from '../../ecticket/errors/invalid-request-error.js';
import type { OrderRef } from '../../ecticket/order.js';
import { ViolationList } from '../violation-list.js';

const MERCHANT_ID = /^[A-Za-z0-9]{1,10}$/;

const merchantId = z.string().regex(MERCHANT_ID);
const common = { merchantId, platformId: merchantId.exactOptional() };
const tradeNumber = (longest: number) => z.string().regex(new RegExp(`^[A-Za-z0-9]{1,${longest}}$`));
const refSchema = z.union([
  z.object({ ...common, merchantTradeNo: tradeNumber(25), freeTradeNo: z.undefined().optional() }),
  z.object({ ...common, freeTradeNo: tradeNumber(20), merchantTradeNo: z.undefined().optional() }),
]);

/** Whether `id` has the form of ECPay's MerchantID. */
export function isMerchantId(id: unknown): id is string {
  return typeof id === 'string' && MERCHANT_ID.test(id);
}

/** Whether `ref` can name an order: a merchant and exactly one number, in the form that ECPay gives them. */
export function isOrderRef(ref: unknown): ref is OrderRef {
  return refSchema.safeParse(ref).success;
}

/** What names `order`, blank fields being none; undefined where nothing does. */
export function orderRefOf(order: { readonly [F in keyof OrderRef]?: unknown }): OrderRef | undefined {
  const { merchantId, platformId, merchantTradeNo, freeTradeNo } = order;
  const named = Object.entries({ merchantId, platformId, merchantTradeNo, freeTradeNo });
  const ref: unknown = Object.fromEntries(named.filter(([, value]) => (value ?? '') !== ''));
  return isOrderRef(ref) ? ref : undefined;
}

/** Refuses what can name no order. `call` is the method that was asked. @throws InvalidRequestError */
export function checkRef(call: string, ref: OrderRef): void {
  const violations = new ViolationList();
  violations.check(
    isOrderRef(ref),
    'ref',
    'orderRef',
    'An order is named by its merchantId (up to 10 letters and digits) and by either its merchantTradeNo (up to 25) or its freeTradeNo (up to 20).',
    'Give the ref that placeOrder answered.',
  );
  if (violations.all.length > 0) throw new InvalidRequestError(call, violations.all);
}
