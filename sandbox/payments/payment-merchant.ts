import type { MerchantSettings } from '../../ecticket/index.js';

/** A merchant of ECPay's payment services. Its keys differ from those of ECTicket. */
export interface PaymentMerchant {
  readonly merchantId: string;
  readonly hashKey: string;
  readonly hashIv: string;
}

export type PaymentKind = 'aio' | 'embedded';

/** The public test merchant of ECPay's payment stage (AIO and embedded checkout). Not a secret. */
export const STAGE_PAYMENT_MERCHANT: PaymentMerchant = {
  merchantId: '3002607',
  hashKey: 'pwFHCqoQZGmho4w6',
  hashIv: 'EkRm7iFT261dpevs',
};

/** The payment merchants: a default per kind, for requests that name none, and those of the ticket merchants. */
export class PaymentMerchants {
  readonly defaults: Readonly<Record<PaymentKind, PaymentMerchant>>;
  /** One entry per key pair, newest first. */
  readonly #all: readonly PaymentMerchant[];
  readonly #byTicketMerchant: ReadonlyMap<string, string>;

  constructor(
    defaults: Partial<Record<PaymentKind, PaymentMerchant>> | undefined,
    ticketMerchants: Readonly<Record<string, MerchantSettings>>,
  ) {
    const { aio = STAGE_PAYMENT_MERCHANT, embedded = STAGE_PAYMENT_MERCHANT } = defaults ?? {};
    const payments = Object.entries(ticketMerchants).flatMap(([id, { payment }]) =>
      payment ? [{ ticketMerchantId: id, merchantId: payment.merchantId ?? id, keys: payment.keys }] : [],
    );
    this.defaults = { aio, embedded };
    this.#byTicketMerchant = new Map(
      payments.map(({ ticketMerchantId, merchantId }) => [ticketMerchantId, merchantId]),
    );
    this.#all = [
      aio,
      embedded,
      ...payments.flatMap(({ merchantId, keys }) => keys.map((pair) => ({ merchantId, ...pair }))),
    ];
  }

  /** Returns the merchant once per key pair; empty if it is unknown. */
  withId(merchantId: string): readonly PaymentMerchant[] {
    return this.#all.filter((merchant) => merchant.merchantId === merchantId);
  }

  /** Returns the ids of the payment merchants at which tickets of this merchant may be paid. */
  idsForTicketMerchant(ticketMerchantId: string): readonly string[] {
    const defaultIds = Object.values(this.defaults).map(({ merchantId }) => merchantId);
    const ownId = this.#byTicketMerchant.get(ticketMerchantId);
    return [...new Set([...(ownId === undefined ? [] : [ownId]), ...defaultIds])];
  }
}
