import type { CheckoutOrder, Payee } from '../payments/checkout.js';
import type { World } from '../world.js';
import type { CheckoutSession } from './sessions.js';

export interface NewSession {
  readonly order: CheckoutOrder;
  readonly payee: Payee;
  readonly orderResultUrl?: string | undefined;
  readonly clientBackUrl?: string | undefined;
  readonly madeWith: string;
}

/**
 * The session of a new order; undefined where the number is used already: "MerchantTradeNo is unique and cannot be used
 * again". The same order once more, before it is paid, is a consumer who has loaded the page again.
 */
export function openSession(
  { order, ...session }: NewSession,
  { checkout, checkoutSessions, payments }: World,
): CheckoutSession | undefined {
  const { merchantId } = session.payee.merchant;
  const before = checkoutSessions.under(merchantId, order.merchantTradeNo);
  if (before?.madeWith === session.madeWith && before.payment === undefined) return checkoutSessions.extend(before);
  if (payments.under(merchantId, order.merchantTradeNo).length > 0) return undefined;
  return checkoutSessions.open({ ...session, order: checkout.open(order, session.payee) });
}
