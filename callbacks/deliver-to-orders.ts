import { Client } from '@temporalio/client';
import { LRUCache } from 'lru-cache';
import { deliverCallback } from '../client/orders/deliver-callback.js';
import { deliverPayment } from '../client/payments/deliver-payment.js';
import { closeUnmatched, recordUnmatched } from '../client/payments/unmatched-payments.js';
import { ownerInOtherCase } from '../client/orders/number-case.js';
import { OrderExecutions } from '../client/temporal/order-executions.js';
import type { OrderRef } from '../ecticket/order.js';
import type { PaymentApi } from '../ecticket/payments/payment-api.js';
import { assertOptions, objectWith, type OptionSchemas } from '../ecticket/options/check-options.js';
import { rejectOtherCopy } from '../sdk/duplicate-sdk.js';
import type { Payment } from '../workflows/messages/order.js';
import type { Deliver, NotificationDelivery } from './delivery.js';
import { TokenBucket, type Allowance } from './token-bucket.js';
import { verifyUnmatched } from './verify-unmatched.js';

/** How long each call to Temporal may take. Shorter than the time in which the receiver must answer. */
const SIGNAL_TIMEOUT_MS = 7000;
/**
 * How many unknown orders are adopted for the callbacks of one merchant. Whoever can sign a callback can invent order
 * numbers (docs/decisions/0025).
 *
 * Each adoption calls ECPay once; that of a genuine order calls it twice. One adoption per second uses at most two of
 * the five requests per second that a merchant has by default. In the half hour or more for which ECPay repeats a
 * callback, it allows about two thousand orders. A burst of fifty takes ECPay ten seconds, and covers a day of orders
 * from ECPay's back office.
 */
export const ADOPTION_ALLOWANCE = { burst: 50, intervalMs: 1000 };
/**
 * How many payments without an order are queried for one merchant. A customer can repeat a notification, and change the
 * case of its number, without limit.
 */
const QUERY_ALLOWANCE = { burst: 10, intervalMs: 1000 };
/** Number of merchants that the cache holds. An evicted one may have another burst. */
const MAX_MERCHANTS = 1000;

/** Options of {@link deliverToOrders}. */
export interface DeliveryOptions {
  /**
   * Queries ECPay about a payment that matches no order before it is recorded. Left out: such payments are recorded as
   * unchecked.
   */
  readonly payments?: PaymentApi;
}

/** The arguments, by their names in the message. */
const ARGUMENTS: OptionSchemas<DeliveryOptions & { readonly client: Client }> = {
  client: objectWith('workflow', 'a Client of @temporalio/client'),
  payments: objectWith('queryTrade', 'a PaymentApi').optional(),
};

/**
 * Creates the function that delivers callbacks and payments to the orders in Temporal, as the signals
 * `callbackReceived` and `paymentConfirmed`. Needs no worker.
 *
 * A payment without an order is recorded in Temporal, until an order accepts it or an operator decides about it.
 * `ecticket payment list-unmatched` lists these payments. With `payments`, the receiver queries ECPay first: a payment
 * that ECPay does not have under this very number is `unconfirmed` and not recorded. Neither is one about which ECPay
 * cannot be queried, if an order has the number in another case. Unknown orders are adopted up to a
 * limit per merchant; further callbacks are `deferred`.
 *
 * @param client A Temporal client for the namespace of the workers, with the same payload codec.
 * @param options How payments without an order are checked.
 * @throws InvalidOptionsError if the client is missing, or an option is unknown or of another kind.
 * @throws DuplicateSdkError if the client is of another copy of the SDK.
 * @returns The `deliver` option of `createReceiver`.
 */
export function deliverToOrders(client: Client, options: DeliveryOptions = {}): Deliver {
  assertOptions('deliverToOrders', ARGUMENTS, { ...options, client });
  const { payments } = options;
  rejectOtherCopy(client, Client, '@temporalio/client');
  const orders = new OrderExecutions(client);
  const adoptions = new Allowances(ADOPTION_ALLOWANCE);
  const queries = new Allowances(QUERY_ALLOWANCE);
  return (order, notification) =>
    notification.kind === 'payment'
      ? deliverOrRecord(order, notification.payment)
      : deliverCallback(orders, order, notification, SIGNAL_TIMEOUT_MS, () => adoptions.tryTake(order.merchantId));

  async function deliverOrRecord(order: OrderRef, payment: Payment): Promise<NotificationDelivery> {
    const delivery = await deliverPayment(orders, order, payment, SIGNAL_TIMEOUT_MS);
    if (delivery !== 'accepted') {
      // Deferring the payment instead would let a customer who repeats her notification keep others from being
      // recorded.
      const mayAsk = queries.tryTake(order.merchantId);
      const verification = mayAsk ? await verifyUnmatched(payments, order, payment) : 'unchecked';
      if (verification === 'denied') return 'unconfirmed';
      const otherCase = delivery === 'unknown' ? await ownerInOtherCase(orders, order) : undefined;
      // ECPay could not be queried. This may be the payment of the other order, whose money an operator would return.
      if (verification === 'unchecked' && otherCase !== undefined) return 'unconfirmed';
      const record = { reason: delivery, verification, ...(otherCase !== undefined && { otherCase }) };
      await recordUnmatched(client, order, payment, record, SIGNAL_TIMEOUT_MS);
      return delivery;
    }
    const { reference } = payment;
    // The payment may have arrived before its order was placed. An open record would make an operator return the money.
    if (reference !== undefined) {
      await closeUnmatched(client, { ...order, reference }, 'the order has the payment', SIGNAL_TIMEOUT_MS);
    }
    return delivery;
  }
}

/** Limits something per merchant. */
class Allowances {
  readonly #buckets = new LRUCache<string, TokenBucket>({ max: MAX_MERCHANTS });

  constructor(private readonly allowance: Allowance) {}

  tryTake(merchantId: string): boolean {
    const bucket = this.#buckets.get(merchantId) ?? new TokenBucket(this.allowance);
    this.#buckets.set(merchantId, bucket);
    return bucket.tryTake();
  }
}
