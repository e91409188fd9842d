/** A merchant of ECPay's payment services. Its keys are not those of ECTicket. */
export interface PaymentMerchant {
  readonly merchantId: string;
  readonly hashKey: string;
  readonly hashIv: string;
}

export type PaymentKind = 'aio' | 'embedded';

/** Who takes the payments of each kind; mostly one and the same. */
export type PaymentMerchants = Readonly<Record<PaymentKind, PaymentMerchant>>;

/** The test merchant that ECPay publishes for its payment stage (AIO and embedded checkout): no secret. */
export const STAGE_PAYMENT_MERCHANT: PaymentMerchant = {
  merchantId: '3002607',
  hashKey: 'pwFHCqoQZGmho4w6',
  hashIv: 'EkRm7iFT261dpevs',
};
