/** The merchants of a deployment and all its keys. */
import { HashKeyPair, PaymentKeyPair, type MerchantSettings } from '../../../ecticket/index.js';
import type { PaymentMerchant } from '../../../sandbox/index.js';
import type { Secrets } from './secrets.js';

/** An issue-only merchant with payments at ECPay. */
export const ISSUE_ONLY = '2000001';
export const ESCROW = '2000002';
/** A merchant whose keys in the settings are wrong. */
export const WRONG_KEYS = '2000003';
/** A merchant that ECPay throttles. */
export const THROTTLED = '2000004';
export const PAYMENTS = '2000009';

export interface Keys {
  /** The merchants in the settings. */
  readonly merchants: Readonly<Record<string, MerchantSettings>>;
  /** The merchants at ECPay. */
  readonly atECPay: Readonly<Record<string, MerchantSettings>>;
  readonly payments: PaymentMerchant;
  readonly pairOf: ReadonlyMap<string, HashKeyPair>;
  readonly paymentPair: PaymentKeyPair;
  /** Base64. */
  readonly codec: string;
  readonly webhook: string;
}

export function makeKeys(secrets: Secrets): Keys {
  const pair = (whose: string) => ({
    hashKey: secrets.key(`${whose}’s HashKey`),
    hashIv: secrets.key(`${whose}’s HashIV`),
  });
  const [issueOnly, escrow, paid] = [
    pair('the issue-only merchant'),
    pair('the escrow merchant'),
    pair('the payment merchant'),
  ];
  const merchant = (keys: typeof issueOnly, more: object = {}) =>
    ({ profile: 'issueOnly', keys: [keys], ...more }) satisfies MerchantSettings;
  const merchants = {
    [ISSUE_ONLY]: merchant(issueOnly, { payment: { merchantId: PAYMENTS, keys: [paid] } }),
    [ESCROW]: merchant(escrow, { profile: 'escrow' }),
    [WRONG_KEYS]: merchant(pair('the merchant with wrong keys')),
    [THROTTLED]: merchant(pair('the throttled merchant')),
  };
  return {
    merchants,
    atECPay: { ...merchants, [WRONG_KEYS]: merchant(pair('the merchant with wrong keys, at ECPay')) },
    payments: { merchantId: PAYMENTS, ...paid },
    pairOf: new Map([
      [ISSUE_ONLY, new HashKeyPair(issueOnly.hashKey, issueOnly.hashIv)],
      [ESCROW, new HashKeyPair(escrow.hashKey, escrow.hashIv)],
    ]),
    paymentPair: new PaymentKeyPair(paid.hashKey, paid.hashIv),
    codec: secrets.bytes('the codec key'),
    webhook: secrets.bytes('the webhook’s secret'),
  };
}
