import { randomBytes } from 'node:crypto';
import type { Checkout, CheckoutOrder, Payee, SettledPayment } from '../payments/checkout.js';
import type { PaymentRegistry } from '../payments/payment-registry.js';
import type { Payment } from '../payments/payment.js';
import type { Clock } from '../time/clock.js';

/**
 * Milliseconds. ECPay's Token of the embedded checkout is valid as long. The same for AIO's page is the sandbox's
 * choice.
 */
const SESSION_DURATION_MS = 30 * 60_000;

/** A consumer's visit to the checkout page of one order. */
export interface CheckoutSession {
  /** The opaque id in the page's address. It is also the Token of the embedded checkout. */
  readonly id: string;
  readonly payee: Payee;
  readonly order: Payment;
  /** Where the consumer goes afterwards: `orderResultUrl` receives the result as a form, `clientBackUrl` is a link. */
  readonly orderResultUrl?: string | undefined;
  readonly clientBackUrl?: string | undefined;
  /** Identifies the request that created the session, to recognize a repeated request. */
  readonly fingerprint: string;
  /** When the session expires: milliseconds since the epoch, by the sandbox's clock. */
  expiresAt: number;
  /** Set when the payment begins. */
  payment?: Promise<SettledPayment>;
}

/** Stores checkout sessions by id and by trade number. */
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

  /** Extends a session by half an hour from now. */
  extend(session: CheckoutSession): CheckoutSession {
    session.expiresAt = this.clock.now() + SESSION_DURATION_MS;
    return session;
  }

  /** Returns the session, or undefined if it is unknown or expired without a payment. */
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
 * Creates the session of a new order; returns undefined if its number is already used: "MerchantTradeNo is unique and
 * cannot be used again". A repeated request for an unpaid order extends its session, because the consumer may have
 * reloaded the page.
 */
export function openSession(
  { order, ...session }: NewSession,
  {
    checkout,
    checkoutSessions,
    payments,
  }: { readonly checkout: Checkout; readonly checkoutSessions: CheckoutSessions; readonly payments: PaymentRegistry },
): CheckoutSession | undefined {
  const { merchantId } = session.payee.merchant;
  const previous = checkoutSessions.find(merchantId, order.merchantTradeNo);
  if (previous?.fingerprint === session.fingerprint && previous.payment === undefined)
    return checkoutSessions.extend(previous);
  if (payments.findAll(merchantId, order.merchantTradeNo).length > 0) return undefined;
  return checkoutSessions.create({ ...session, order: checkout.createOrder(order, session.payee) });
}
