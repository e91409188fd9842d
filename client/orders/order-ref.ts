import { z } from 'zod';
import { InvalidRequestError } from '../../ecticket/errors/invalid-request-error.js';
import type { OrderRef } from '../../ecticket/order.js';
import { ViolationList } from '../violation-list.js';

const MERCHANT_ID = /^[A-Za-z0-9]{1,10}$/;

const merchantId = z.string().regex(MERCHANT_ID);
const merchantFields = { merchantId, platformId: merchantId.exactOptional() };
const tradeNumber = (maxLength: number) => z.string().regex(new RegExp(`^[A-Za-z0-9]{1,${maxLength}}$`));
const refSchema = z.union([
  z.object({ ...merchantFields, merchantTradeNo: tradeNumber(25), freeTradeNo: z.undefined().optional() }),
  z.object({ ...merchantFields, freeTradeNo: tradeNumber(20), merchantTradeNo: z.undefined().optional() }),
]);

/** Whether `id` has the format of ECPay's MerchantID. */
export function isMerchantId(id: unknown): id is string {
  return typeof id === 'string' && MERCHANT_ID.test(id);
}

/** Whether `ref` can identify an order: a merchant and exactly one number, in ECPay's format. */
export function isOrderRef(ref: unknown): ref is OrderRef {
  return refSchema.safeParse(ref).success;
}

/** Builds the reference of an order, ignoring blank fields; undefined if no merchant or number is valid. */
export function orderRefOf(order: { readonly [F in keyof OrderRef]?: unknown }): OrderRef | undefined {
  const { merchantId, platformId, merchantTradeNo, freeTradeNo } = order;
  const fields = Object.entries({ merchantId, platformId, merchantTradeNo, freeTradeNo });
  const ref: unknown = Object.fromEntries(fields.filter(([, value]) => (value ?? '') !== ''));
  return isOrderRef(ref) ? ref : undefined;
}

/**
 * Checks an order reference.
 *
 * @param method The client method that was called, for the error message.
 * @throws InvalidRequestError
 */
export function checkRef(method: string, ref: OrderRef): void {
  const violations = new ViolationList();
  violations.check(
    isOrderRef(ref),
    'ref',
    'orderRef',
    'A ref must have a merchantId (up to 10 letters and digits), and either a merchantTradeNo (up to 25) or a ' +
      'freeTradeNo (up to 20).',
    'Use the ref that placeOrder returned.',
  );
  if (violations.all.length > 0) throw new InvalidRequestError(method, violations.all);
}
