import type { MerchantSettings, PaymentSettings } from './merchant.js';

/** The payment merchant whose keys ECPay publishes for its stage (AIO and embedded checkout). Not a secret. */
export const STAGE_PAYMENT: PaymentSettings & { readonly merchantId: string } = {
  merchantId: '3002607',
  keys: [{ hashKey: 'pwFHCqoQZGmho4w6', hashIv: 'EkRm7iFT261dpevs' }],
};

/**
 * The merchants whose keys ECPay publishes for its stage environment, by MerchantID. The keys are not secret and do not
 * work in production. This package assumes that the platform merchant has the issue-only profile and acts for the two
 * others, and the public payment merchant takes the payments of merchant 3085676.
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
