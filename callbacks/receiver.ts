import { ECTicketError } from '../ecticket/errors/ecticket-error.js';
import type { MerchantRegistry } from '../ecticket/merchants.js';
import type { OrderRef } from '../ecticket/order.js';
import { orderRefOf } from '../client/order-ref.js';
import type { Delivery } from '../client/order-executions.js';
import type { Callback } from '../workflows/messages.js';
import { tradeNoOf } from '../workflows/names.js';
import { received, REFUSED, TOO_LARGE, TRY_AGAIN, type Answer } from './answers.js';
import { SILENT, type CallbackLog } from './log.js';
import { openCallback, type OpenedCallback } from './open-callback.js';

export interface ReceiverOptions {
  readonly merchants: MerchantRegistry;
  /** Hands a callback to its order. What it throws means that nothing has the callback. See `deliverToOrders`. */
  readonly deliver: (order: OrderRef, callback: Callback) => Promise<Delivery>;
  /** Milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
  readonly log?: CallbackLog;
}

/** What was posted, and to which of the two addresses. */
export interface Posted {
  readonly kind: Callback['kind'];
  /** The body's bytes as they came, or as UTF-8 text. */
  readonly body: Uint8Array | string;
}

export interface Receiver {
  /** Never throws, and answers within 8 seconds. */
  receive(posted: Posted): Promise<Answer>;
}

/** Longest body in bytes. A callback of ECPay's has a few hundred. */
export const BODY_LIMIT = 64 * 1024;

/** ECPay is said to wait for 10 seconds; the rest is the network's. */
const ANSWER_WITHIN = 8000;

/**
 * Receives ECPay's callbacks for any web framework (developers.ecpay.com.tw/?p=46921 use status, ?p=32228 refunds):
 * verifies, hands over to the order, answers. RtnCode 1 is answered when the order has the callback and not before;
 * without it ECPay sends again.
 */
export function createReceiver({ merchants, deliver, now = Date.now, log = SILENT }: ReceiverOptions): Receiver {
  return { receive };

  async function receive({ kind, body }: Posted): Promise<Answer> {
    if (Buffer.byteLength(body) > BODY_LIMIT) {
      log.warn({ kind }, 'refused what is not a callback of ECPay: too large');
      return TOO_LARGE;
    }
    try {
      return await inTime(() => answer(kind, body));
    } catch (error) {
      // Foreign errors may hold what must not be logged.
      const reason = error instanceof ECTicketError ? error.code : error instanceof Error ? error.name : typeof error;
      log.error({ kind, reason }, 'could not take a callback; ECPay will send it again');
      return TRY_AGAIN;
    }
  }

  async function answer(kind: Callback['kind'], body: Uint8Array | string): Promise<Answer> {
    const opened = await openCallback(body, merchants);
    if ('refusal' in opened) {
      log.warn({ kind, ...opened }, 'refused what is not a callback of ECPay');
      return REFUSED;
    }
    const order = orderOf(opened);
    const delivery = order === undefined ? 'unknown' : await deliver(order, callbackOf(kind, opened));
    return conclude(delivery, opened, { kind, ...seenIn(opened), tradeNo: order && tradeNoOf(order) });
  }

  function conclude(delivery: Delivery, { merchantId, sealer }: OpenedCallback, fields: object): Answer {
    switch (delivery) {
      case 'accepted':
        log.info(fields, 'the order has the callback');
        return received(merchantId, sealer.keys[0], now());
      case 'ended':
        // Adoption of a released order belongs here.
        log.info(fields, 'a callback for an order that has ended');
        return received(merchantId, sealer.keys[0], now());
      case 'unknown':
        // Adoption of an order issued in ECPay's back office belongs here; until then nothing has the callback.
        log.warn(fields, 'a callback for an order that is not known here; ECPay will send it again');
        return TRY_AGAIN;
    }
  }

  function callbackOf(kind: Callback['kind'], { data }: OpenedCallback): Callback {
    return { kind, receivedAt: new Date(now()).toISOString(), data };
  }
}

/** Which order the Data names; ECPay writes an empty text where it has no number. */
function orderOf({ merchantId, platformId, data }: OpenedCallback): OrderRef | undefined {
  const { MerchantTradeNo: merchantTradeNo, FreeTradeNo: freeTradeNo } = data;
  return orderRefOf({ merchantId, platformId, merchantTradeNo }) ?? orderRefOf({ merchantId, platformId, freeTradeNo });
}

/** What was seen of the seal; habits of ECPay's that are not the documented ones are worth a look. */
function seenIn({ merchantId, platformId, spelling, keyIndex }: OpenedCallback): object {
  return {
    merchantId,
    ...(platformId !== undefined && { platformId }),
    ...(spelling !== 'rfc3986' && { spelling }),
    ...(keyIndex > 0 && { keyIndex }),
  };
}

async function inTime(answer: () => Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new AnswerTooLate(`no answer within ${ANSWER_WITHIN} ms`));
    }, ANSWER_WITHIN);
  });
  try {
    return await Promise.race([answer(), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

class AnswerTooLate extends Error {
  override readonly name = 'AnswerTooLate';
}
