import { noopMetricMeter, type MetricMeter } from '@temporalio/common';
import type { CALLBACK_PATHS } from '../client/notify-urls.js';
import { orderRefOf } from '../client/orders/order-ref.js';
import { ECTicketError } from '../ecticket/errors/ecticket-error.js';
import type { MerchantRegistry } from '../ecticket/merchants.js';
import type { OrderRef } from '../ecticket/order.js';
import {
  assertOptions,
  FUNCTION,
  MERCHANTS,
  objectWith,
  oneOf,
  type OptionSchemas,
} from '../ecticket/options/check-options.js';
import type { Callback } from '../workflows/messages/order.js';
import { acknowledge, REFUSED, TOO_LARGE, TRY_AGAIN, type Answer } from './answers.js';
import { BODY_LIMIT } from './body.js';
import { coalesce } from './coalesce.js';
import type { CoalescedDelivery, Deliver } from './delivery.js';
import { orderFields, sampleRefusals, SILENT, type CallbackLog } from './log.js';
import { createObservation, type Observation, type Outcome } from './observation.js';
import { receivePayment, type SimulatedPayments } from './receive-payment.js';
import { ANSWER_TIMEOUT_MS, withTimeout } from './timeout.js';
import { verifyCallback, type VerifiedCallback } from './verify-callback.js';
import { isPaymentKind } from './verify-payment.js';

/** Options of `createReceiver`. */
export interface ReceiverOptions {
  readonly merchants: MerchantRegistry;
  /** Delivers callbacks and payments to their orders. Usually `deliverToOrders(client)`. */
  readonly deliver: Deliver;
  /** Whether a payment that ECPay only simulates pays its order. Default: `ignore`. Never use `count` in production. */
  readonly simulatedPayments?: SimulatedPayments;
  /** Returns the current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
  /** Default: nothing is logged. */
  readonly log?: CallbackLog;
  /** Counts callbacks, for example `Runtime.instance().metricMeter` of `@temporalio/worker`. Default: no metrics. */
  readonly metricMeter?: MetricMeter;
}

const OPTIONS: OptionSchemas<ReceiverOptions> = {
  merchants: MERCHANTS,
  deliver: FUNCTION,
  simulatedPayments: oneOf(['ignore', 'count']).optional(),
  now: FUNCTION.optional(),
  log: objectWith('warn', 'a log with the methods info, warn and error').optional(),
  metricMeter: objectWith('createCounter', 'a MetricMeter').optional(),
};

/** A POST request of ECPay. */
export interface CallbackRequest {
  /** Which callback URL was called. */
  readonly kind: keyof typeof CALLBACK_PATHS;
  /** The unchanged bytes of the body, or the body as UTF-8 text. */
  readonly body: Uint8Array | string;
}

/** Receives ECPay's callbacks, independent of a web framework. */
export interface Receiver {
  /** Verifies a callback, delivers it to its order and returns the answer. Never throws; answers within 8 seconds. */
  receive(request: CallbackRequest): Promise<Answer>;
  /** For the adapters: where they log requests that they cannot read. */
  readonly log: CallbackLog;
  /** For the adapters: where they count requests that they cannot read. */
  readonly observation: Observation;
}

/** A receiver as an option of something else. */
export const RECEIVER = objectWith('receive', 'a receiver: createReceiver({ merchants, deliver })');

/**
 * Creates a receiver for ECPay's callbacks: ticket use (developers.ecpay.com.tw/?p=46921), refunds (?p=32228) and
 * payments (?p=2878 AIO, ?p=9058 embedded checkout). It verifies a callback, delivers it to its order, and answers. It
 * acknowledges a callback (RtnCode 1 or `1|OK`) only after the order has it. ECPay sends a callback again that is not
 * acknowledged.
 *
 * The contents of a callback are not trusted: the order reads ECPay's order record.
 *
 * @param options The merchants, and how callbacks are delivered.
 * @returns A receiver for one of the adapters, or for `createCallbackServer`.
 * @throws InvalidOptionsError if an option is missing, unknown or of another kind.
 *
 * @example
 * const receiver = createReceiver({ merchants, deliver: deliverToOrders(client), log: pino() });
 * app.use(toExpressHandler(receiver));
 */
export function createReceiver(options: ReceiverOptions): Receiver {
  assertOptions('createReceiver', OPTIONS, options);
  const { merchants, simulatedPayments = 'ignore', now = Date.now } = options;
  const log = sampleRefusals(options.log ?? SILENT);
  const deliver = coalesce(options.deliver);
  const observation = createObservation(options.metricMeter ?? noopMetricMeter);
  return { receive: (request) => observation.observe(request.kind, () => handleRequest(request)), log, observation };

  async function handleRequest({ kind, body }: CallbackRequest): Promise<Outcome> {
    if (Buffer.byteLength(body) > BODY_LIMIT) {
      log.warn({ kind, refusal: 'tooLarge' }, 'refused a request that is not a callback of ECPay');
      return { answer: TOO_LARGE, result: 'tooLarge' };
    }
    try {
      const outcome = isPaymentKind(kind)
        ? receivePayment(kind, body, { merchants, deliver, simulatedPayments, log })
        : receiveCallback(kind, body);
      return await withTimeout(ANSWER_TIMEOUT_MS, outcome);
    } catch (error) {
      // The message of a foreign error may contain data that must not be logged.
      const reason = error instanceof ECTicketError ? error.code : error instanceof Error ? error.name : typeof error;
      log.error({ kind, reason }, 'failed to deliver a callback; ECPay will send it again');
      return { answer: TRY_AGAIN, result: 'failed' };
    }
  }

  async function receiveCallback(kind: Callback['kind'], body: Uint8Array | string): Promise<Outcome> {
    const verified = await verifyCallback(body, merchants);
    if ('refusal' in verified) {
      log.warn({ kind, ...verified }, 'refused a request that is not a callback of ECPay');
      const { refusal: result, merchantId } = verified;
      return { answer: REFUSED, result, ...(result !== 'unknownMerchant' && { merchantId }) };
    }
    const { merchantId, data } = verified;
    const order = findOrderRef(verified);
    const callback: Callback = { kind, receivedAt: new Date(now()).toISOString(), data };
    const result = order === undefined ? 'unknown' : await deliver(order, callback);
    const fields = { kind, ...signatureFields(verified), ...orderFields(order) };
    return { answer: answerDelivery(result, verified, fields), result, merchantId };
  }

  function answerDelivery(delivery: CoalescedDelivery, { merchantId, keys }: VerifiedCallback, fields: object): Answer {
    const acknowledgement = () => acknowledge(merchantId, keys, now());
    switch (delivery) {
      case 'repeated':
        return acknowledgement();
      case 'accepted':
        log.info(fields, 'delivered a callback to its order');
        return acknowledgement();
      case 'ended':
        // Another order has this number by now. Every other ended order is adopted for its callback.
        log.info(fields, 'received a callback for an order that has ended');
        return acknowledgement();
      case 'deferred':
        log.warn(
          { ...fields, refusal: 'deferred' },
          'deferred a callback for an unknown order, after many of them; ECPay will send it again',
        );
        return TRY_AGAIN;
      case 'unknown':
      case 'unconfirmed':
        // Only a custom `deliver` returns this: `deliverToOrders` adopts unknown orders.
        log.warn(fields, 'received a callback for an unknown order; ECPay will send it again');
        return TRY_AGAIN;
    }
  }
}

/** The order that the Data of a callback names. ECPay leaves the number that an order lacks empty. */
function findOrderRef({ merchantId, platformId, data }: VerifiedCallback): OrderRef | undefined {
  const { MerchantTradeNo: merchantTradeNo, FreeTradeNo: freeTradeNo } = data;
  return orderRefOf({ merchantId, platformId, merchantTradeNo }) ?? orderRefOf({ merchantId, platformId, freeTradeNo });
}

/** Log fields about the sender. An undocumented URL encoding and an older key appear only if ECPay used them. */
function signatureFields({ merchantId, platformId, urlEncoding, keyIndex }: VerifiedCallback): object {
  return {
    merchantId,
    ...(platformId !== undefined && { platformId }),
    ...(urlEncoding !== 'rfc3986' && { urlEncoding }),
    ...(keyIndex > 0 && { keyIndex }),
  };
}
