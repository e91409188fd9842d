import type { MerchantSettings, PaymentSettings } from './merchant.js';

/** The test merchant of which ECPay publishes the keys for its payment stage (AIO and embedded checkout). No secret. */
export const STAGE_PAYMENT: PaymentSettings & { readonly merchantId: string } = {
  merchantId: '3002607',
  keys: [{ hashKey: 'pwFHCqoQZGmho4w6', hashIv: 'EkRm7iFT261dpevs' }],
};

/**
 * The test merchants whose keys ECPay publishes for its stage environment, by MerchantID. They are no secret and good
 * for nothing in production. That the platform merchant is an issue-only one and acts for the two others is a choice, and
 * so is whose tickets the public payment merchant's payments are for.
 */
export const STAGE_MERCHANTS: Readonly<Record<'3085676' | '3362787' | '3085672', MerchantSettings>> = {
  '3085676': {
    profile: 'issueOnly',
    keys: [{ hashKey: '7b53896b742849d3', hashIv: '37a0ad3c6ffa428b' }],
    payment: STAGE_PAYMENT,
  },
  '3362787': { profile: 'escrow', keys: [{ hashKey: 'c539115ea7674f20', hashIv: '86f625e60cb1473a' }] },
  '3085672': {
    profile: 'issueOnly',
    keys: [{ hashKey: 'b15bd8514fed472c', hashIv: '9c8458263def47cd' }],
    actsFor: ['3085676', '3362787'],
  },
};
