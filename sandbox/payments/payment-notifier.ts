import { post } from '../callbacks/post.js';
import { ANSWER_TIMEOUT_MS } from '../callbacks/send.js';
import type { EncryptData } from '../protocol/encrypt-data.js';
import { aioNotification } from './aio.js';
import { embeddedEnvelope, embeddedNotification } from './embedded.js';
import type { PaymentKind, PaymentMerchant } from './payment-merchant.js';
import type { Payment } from './payment.js';

interface NotificationToSend {
  readonly kind: PaymentKind;
  readonly payment: Payment;
  readonly merchant: PaymentMerchant;
  readonly notifyUrl: string;
}

/** The result of a notification. `answered` is true if the merchant answered `1|OK`. */
export interface PaymentNotification {
  readonly answered: boolean;
  readonly httpStatus?: number;
  readonly answer?: string;
  readonly problem?: string;
}

/**
 * Notifies a merchant of a payment, once and immediately. To repeat a notification as ECPay does, call `notify` again.
 */
export class PaymentNotifier {
  constructor(
    private readonly closing: AbortSignal,
    private readonly encryptData: EncryptData,
  ) {}

  async notify({ notifyUrl, ...toSend }: NotificationToSend): Promise<PaymentNotification> {
    const limits = { answerTimeoutMs: ANSWER_TIMEOUT_MS, signal: this.closing };
    const outcome = await post({ url: notifyUrl, ...paymentMessage(toSend, this.encryptData), ...limits });
    if ('problem' in outcome) return { answered: false, problem: outcome.problem };
    const { httpStatus, body } = outcome;
    return { answered: httpStatus === 200 && body === '1|OK', httpStatus, answer: body.slice(0, 500) };
  }
}

/** Returns the message that notifies a merchant of a payment, as the checkout posts it. */
export function paymentMessage(
  { kind, payment, merchant }: Omit<NotificationToSend, 'notifyUrl'>,
  encryptData: EncryptData,
): { readonly contentType: string; readonly body: string } {
  switch (kind) {
    case 'aio':
      return {
        contentType: 'application/x-www-form-urlencoded',
        body: new URLSearchParams(aioNotification(payment, merchant)).toString(),
      };
    case 'embedded': {
      const envelope = embeddedEnvelope(embeddedNotification(payment, merchant), merchant, encryptData);
      return { contentType: 'application/json', body: JSON.stringify(envelope) };
    }
  }
}
