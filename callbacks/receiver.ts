import { noopMetricMeter, type MetricMeter } from '@temporalio/common';
import { ECTicketError } from '../ecticket/errors/ecticket-error.js';
import type { MerchantRegistry } from '../ecticket/merchants.js';
import type { OrderRef } from '../ecticket/order.js';
import type { CALLBACK_PATHS } from '../client/notify-urls.js';
import { orderRefOf } from '../client/orders/order-ref.js';
import type { Callback } from '../workflows/messages/order.js';
import { received, REFUSED, TOO_LARGE, TRY_AGAIN, type Answer } from './answers.js';
import { coalesce, type DeliveryOutcome } from './coalesce.js';
import type { Deliver } from './deliver.js';
import { withTimeout } from './with-timeout.js';
import { ANSWER_WITHIN, BODY_LIMIT } from './limits.js';
import { SILENT, type CallbackLog } from './log.js';
import { observe, type Observation, type Outcome } from './observation.js';
import { verifyCallback, type VerifiedCallback } from './verify-callback.js';
import { isPaymentKind } from './verify-payment.js';
import { orderNames } from './order-names.js';
import { sampleRefusals } from './sample-refusals.js';
import { receivePayment, type SimulatedPayments } from './receive-payment.js';

export interface ReceiverOptions {
  readonly merchants: MerchantRegistry;
  /** Hands callbacks and payments to their orders. See `deliverToOrders`. */
  readonly deliver: Deliver;
  /** Whether a payment that ECPay only simulates fulfils its order. Default: `ignore`; never `count` in production. */
  readonly simulatedPayments?: SimulatedPayments;
  /** Milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
  readonly log?: CallbackLog;
  /** Counts what is posted; `Runtime.instance().metricMeter` of `@temporalio/worker`. Default: nothing is counted. */
  readonly metricMeter?: MetricMeter;
}

/** What was posted, and to which of the addresses. */
export interface Posted {
  readonly kind: keyof typeof CALLBACK_PATHS;
  /** The body's bytes as they came, or as UTF-8 text. */
  readonly body: Uint8Array | string;
}

export interface Receiver {
  /** Never throws, and answers within 8 seconds. */
  receive(posted: Posted): Promise<Answer>;
  /** Where the adapters write of what never became something posted, and count it. */
  readonly log: CallbackLog;
  readonly observation: Observation;
}

/**
 * Receives ECPay's callbacks for any web framework (developers.ecpay.com.tw/?p=46921 use status, ?p=32228 refunds, ?p=2878
 * and ?p=9058 payments): verifies, hands over to the order, answers. RtnCode 1, or `1|OK`, is answered when the order has
 * it and not before; without it ECPay sends again.
 */
export function createReceiver(options: ReceiverOptions): Receiver {
  const { merchants, simulatedPayments = 'ignore', now = Date.now } = options;
  const log = sampleRefusals(options.log ?? SILENT);
  const deliver = coalesce(options.deliver);
  const observation = observe(options.metricMeter ?? noopMetricMeter);
  return { receive: (posted) => observation.taken(posted.kind, () => take(posted)), log, observation };

  async function take({ kind, body }: Posted): Promise<Outcome> {
    if (Buffer.byteLength(body) > BODY_LIMIT) {
      log.warn({ kind, refusal: 'tooLarge' }, 'refused what is not a callback of ECPay');
      return { answer: TOO_LARGE, result: 'tooLarge' };
    }
    try {
      const answering = isPaymentKind(kind)
        ? receivePayment(kind, body, { merchants, deliver, simulatedPayments, log })
        : answer(kind, body);
      return await withTimeout(ANSWER_WITHIN, answering);
    } catch (error) {
      // Foreign errors may hold what must not be logged.
      const reason = error instanceof ECTicketError ? error.code : error instanceof Error ? error.name : typeof error;
      log.error({ kind, reason }, 'could not take a callback; ECPay will send it again');
      return { answer: TRY_AGAIN, result: 'failed' };
    }
  }

  async function answer(kind: Callback['kind'], body: Uint8Array | string): Promise<Outcome> {
    const opened = await verifyCallback(body, merchants);
    if ('refusal' in opened) {
      log.warn({ kind, ...opened }, 'refused what is not a callback of ECPay');
      const { refusal: result, merchantId } = opened;
      return { answer: REFUSED, result, ...(result !== 'unknownMerchant' && { merchantId }) };
    }
    const { merchantId } = opened;
    const order = orderOf(opened);
    const result = order === undefined ? 'unknown' : await deliver(order, callbackOf(kind, opened));
    return { answer: conclude(result, opened, { kind, ...seenIn(opened), ...orderNames(order) }), result, merchantId };
  }

  function conclude(delivery: DeliveryOutcome, { merchantId, sealer }: VerifiedCallback, fields: object): Answer {
    switch (delivery) {
      case 'repeated':
        return received(merchantId, sealer.keys[0], now());
      case 'accepted':
        log.info(fields, 'the order has the callback');
        return received(merchantId, sealer.keys[0], now());
      case 'ended':
        // One whose number is another's by now: any other is taken up for its callback.
        log.info(fields, 'a callback for an order that has ended');
        return received(merchantId, sealer.keys[0], now());
      case 'deferred':
        log.warn(
          { ...fields, refusal: 'deferred' },
          'a callback for an order that is not known here, after too many of its kind; ECPay will send it again',
        );
        return TRY_AGAIN;
      case 'unknown':
        // By a `deliver` of the merchant's own: `deliverToOrders` takes up what it does not know.
        log.warn(fields, 'a callback for an order that is not known here; ECPay will send it again');
        return TRY_AGAIN;
    }
  }

  function callbackOf(kind: Callback['kind'], { data }: VerifiedCallback): Callback {
    return { kind, receivedAt: new Date(now()).toISOString(), data };
  }
}

/** Which order the Data names; ECPay writes an empty text where it has no number. */
function orderOf({ merchantId, platformId, data }: VerifiedCallback): OrderRef | undefined {
  const { MerchantTradeNo: merchantTradeNo, FreeTradeNo: freeTradeNo } = data;
  return orderRefOf({ merchantId, platformId, merchantTradeNo }) ?? orderRefOf({ merchantId, platformId, freeTradeNo });
}

/** What was seen of the seal; habits of ECPay's that are not the documented ones are worth a look. */
function seenIn({ merchantId, platformId, spelling, keyIndex }: VerifiedCallback): object {
  return {
    merchantId,
    ...(platformId !== undefined && { platformId }),
    ...(spelling !== 'rfc3986' && { spelling }),
    ...(keyIndex > 0 && { keyIndex }),
  };
}
