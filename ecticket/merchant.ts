/** Merchants: their settings, and the checked form that the library uses. */
import type { HashKeyPair } from './key-pair.js';
import type { PaymentKeyPair } from './key-pair.js';

/**
 * ECPay's two ECTicket profiles: issue-only (純發行) and escrow (價金保管－使用後核銷). They share the protocol and differ in
 * paths.
 */
export type Profile = 'issueOnly' | 'escrow';

/** The settings of a merchant. */
export interface MerchantSettings {
  readonly profile: Profile;
  /**
   * Newest first. The newest pair that ECPay accepts encrypts; every pair decrypts. With both pairs, ECPay may replace
   * the keys at any moment: see docs/how-to/rotate-keys.md.
   */
  readonly keys: readonly [KeySettings, ...KeySettings[]];
  /** Set if customers pay for the tickets through ECPay. Otherwise only the merchant's code confirms payments. */
  readonly payment?: PaymentSettings;
  /**
   * For a platform: the MerchantIDs for which it acts. The platform's keys encrypt and decrypt their data, so it must
   * not act for other merchants. These merchants need no settings unless they also act for themselves or have payments.
   */
  readonly actsFor?: readonly string[];
}

/** The account in ECPay's payment system (AIO, embedded checkout). Its keys differ from those for ECTicket. */
export interface PaymentSettings {
  /** Default: the MerchantID of the tickets. */
  readonly merchantId?: string;
  /**
   * Newest first. The newest pair signs requests, to the embedded checkout the newest that ECPay accepts; every pair
   * verifies.
   */
  readonly keys: readonly [KeySettings, ...KeySettings[]];
  /**
   * True: an AIO notification alone releases the tickets, without a query whether ECPay has the money. Default: false.
   *
   * The checksum of a notification protects neither the case of its letters nor the borders of its fields
   * (docs/explanation/security.md). An attacker who finds a notification that passes the other checks gets tickets
   * without paying. Payments of the embedded checkout are always queried.
   */
  readonly trustAioNotices?: boolean;
}

export interface KeySettings {
  readonly hashKey: string;
  readonly hashIv: string;
}

/** A merchant whose settings were checked. Shows no key, however it is printed. */
export interface Merchant {
  readonly merchantId: string;
  readonly profile: Profile;
  /** Newest first. */
  readonly keys: readonly [HashKeyPair, ...HashKeyPair[]];
  readonly payment?: MerchantPayment;
  /** For a platform: the merchants for which it acts. */
  readonly actsFor?: readonly string[];
}

export interface MerchantPayment {
  readonly merchantId: string;
  /** Newest first. */
  readonly keys: readonly [PaymentKeyPair, ...PaymentKeyPair[]];
  /** See {@link PaymentSettings}. */
  readonly trustAioNotices: boolean;
}

/** A fixed map by MerchantID, or a lookup function. */
export type MerchantSource = Readonly<Record<string, MerchantSettings>> | MerchantFunction;

/** Looks up a merchant's settings. Returns undefined for an unknown MerchantID. */
export type MerchantFunction = (merchantId: string) => Promise<MerchantSettings | undefined>;

/** Looks up the MerchantID of the tickets for a payment merchant. Returns undefined for an unknown payment merchant. */
export type TicketMerchantFunction = (paymentMerchantId: string) => Promise<string | undefined>;
