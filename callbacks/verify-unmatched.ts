/** Queries ECPay about a payment without an order, before an operator returns its money. */
import type { TradeResult } from '../ecticket/payments/query-trade-info.js';
import type { OrderRef } from '../ecticket/order.js';
import type { PaymentApi } from '../ecticket/payments/payment-api.js';
import type { Payment } from '../workflows/messages/order.js';

/** Shorter than the time in which the receiver must answer, together with the calls to Temporal. */
const QUERY_TIMEOUT_MS = 3000;

/**
 * What ECPay says about the payment in a notification. `confirmed`: it has this payment under this very number.
 * `denied`: it does not have the number as paid, or has another payment under it. `unchecked`: it cannot be queried.
 */
export type Verification = 'confirmed' | 'denied' | 'unchecked';

/**
 * Queries ECPay once about the exact number of a notification. A checksum does not protect the case of the number, and
 * a notification may be old.
 *
 * @param payments Undefined if the receiver has no access to ECPay's payment system.
 */
export async function verifyUnmatched(
  payments: PaymentApi | undefined,
  { merchantId, merchantTradeNo = '' }: OrderRef,
  { reference, source }: Payment,
): Promise<Verification> {
  if (payments === undefined) return 'unchecked';
  const payment = { merchantId, merchantTradeNo };
  const options = { signal: AbortSignal.timeout(QUERY_TIMEOUT_MS) };
  let trade: TradeResult;
  try {
    trade =
      source === 'embeddedNotice'
        ? await payments.queryEmbeddedTrade(payment, options)
        : await payments.queryTrade(payment, options);
  } catch {
    // The payment is neither confirmed nor denied.
    return 'unchecked';
  }
  return trade.paid && trade.reference === reference ? 'confirmed' : 'denied';
}
