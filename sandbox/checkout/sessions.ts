import { randomBytes } from 'node:crypto';
import type { Checkout, CheckoutOrder, Payee, SettledPayment } from '../payments/checkout.js';
import type { PaymentStore } from '../payments/payment-store.js';
import type { Payment } from '../payments/payment.js';
import type { Clock } from '../time/clock.js';

/** Milliseconds. As long as a Token of the embedded checkout is valid; the same for AIO's page is a choice. */
const SESSION_DURATION_MS = 30 * 60_000;

/** One consumer before one order at the checkout. */
export interface CheckoutSession {
  /** Opaque: what the page's address and the embedded checkout's Token are made of. */
  readonly id: string;
  readonly payee: Payee;
  readonly order: Payment;
  /** Where the consumer goes afterwards: with the result by a form (`orderResultUrl`), else without it. */
  readonly orderResultUrl?: string | undefined;
  readonly clientBackUrl?: string | undefined;
  /** What the order was made with, to tell whether it is made once more. */
  readonly fingerprint: string;
  /** Until when it can be paid: milliseconds since the epoch, by the sandbox's clock. */
  expiresAt: number;
  /** Set as soon as it is being paid. */
  payment?: Promise<SettledPayment>;
}

/** The orders that were made at the checkouts, by their ids and by their numbers. */
export class CheckoutSessions {
  readonly #byId = new Map<string, CheckoutSession>();
  readonly #byNumber = new Map<string, CheckoutSession>();

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  create(session: Omit<CheckoutSession, 'id' | 'expiresAt' | 'payment'>): CheckoutSession {
    const created = this.extend({ ...session, id: randomBytes(16).toString('hex'), expiresAt: 0 });
    this.#byId.set(created.id, created);
    this.#byNumber.set(keyOf(created.payee.merchant.merchantId, created.order.merchantTradeNo), created);
    return created;
  }

  /** Lets a session be paid for another half an hour from now. */
  extend(session: CheckoutSession): CheckoutSession {
    session.expiresAt = this.clock.now() + SESSION_DURATION_MS;
    return session;
  }

  /** Undefined for an unknown session, and for one that has expired without a payment. */
  findById(id: string): CheckoutSession | undefined {
    const session = this.#byId.get(id);
    const isShown = session?.payment !== undefined || this.clock.now() < (session?.expiresAt ?? 0);
    return isShown ? session : undefined;
  }

  find(paymentMerchantId: string, merchantTradeNo: string): CheckoutSession | undefined {
    return this.#byNumber.get(keyOf(paymentMerchantId, merchantTradeNo));
  }
}

function keyOf(merchantId: string, merchantTradeNo: string): string {
  return `${merchantId}/${merchantTradeNo}`;
}

export interface NewSession {
  readonly order: CheckoutOrder;
  readonly payee: Payee;
  readonly orderResultUrl?: string | undefined;
  readonly clientBackUrl?: string | undefined;
  readonly fingerprint: string;
}

/**
 * The session of a new order; undefined where the number is used already: "MerchantTradeNo is unique and cannot be used
 * again". The same order once more, before it is paid, is a consumer who has loaded the page again.
 */
export function openSession(
  { order, ...session }: NewSession,
  {
    checkout,
    checkoutSessions,
    payments,
  }: { readonly checkout: Checkout; readonly checkoutSessions: CheckoutSessions; readonly payments: PaymentStore },
): CheckoutSession | undefined {
  const { merchantId } = session.payee.merchant;
  const previous = checkoutSessions.find(merchantId, order.merchantTradeNo);
  if (previous?.fingerprint === session.fingerprint && previous.payment === undefined)
    return checkoutSessions.extend(previous);
  if (payments.findAll(merchantId, order.merchantTradeNo).length > 0) return undefined;
  return checkoutSessions.create({ ...session, order: checkout.createOrder(order, session.payee) });
}
