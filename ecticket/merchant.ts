/** A merchant as its settings describe it, and with its keys checked. */
import type { HashKeyPair } from './key-pair.js';
import type { PaymentKeyPair } from './payments/payment-key-pair.js';

/** The two products that share the protocol: issue-only (純發行), and escrow (價金保管－使用後核銷). They differ in paths. */
export type Profile = 'issueOnly' | 'escrow';

/** A merchant as settings write it. */
export interface MerchantSettings {
  readonly profile: Profile;
  /** Newest first: it seals; every one of them opens. */
  readonly keys: readonly [KeySettings, ...KeySettings[]];
  /** Where customers pay for the tickets at ECPay too. Left out, payments are confirmed from code alone. */
  readonly payment?: PaymentSettings;
  /**
   * Of a platform: the MerchantIDs on whose behalf it acts. Its keys open and seal what concerns them, so that nobody else
   * may be named beside it. They need no entry of their own, unless they also act or are paid for themselves.
   */
  readonly actsFor?: readonly string[];
}

/** The merchant of ECPay's payments (AIO, embedded checkout). Its keys are not those of ECTicket. */
export interface PaymentSettings {
  /** Default: the same MerchantID as for tickets. */
  readonly merchantId?: string;
  /** Newest first: it signs what is asked; every one of them verifies. */
  readonly keys: readonly [KeySettings, ...KeySettings[]];
  /**
   * True: an order is issued upon an AIO notice alone, without asking ECPay whether the money is there. ECPay's checksum
   * protects neither the case of a notice nor the borders of its fields (docs/explanation/security.md), so that whoever finds a reading
   * that passes the other checks gets tickets without paying. Default: false. The embedded checkout is always asked.
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
  /** Of a platform: the merchants on whose behalf it acts. */
  readonly actsFor?: readonly string[];
}

export interface MerchantPayment {
  readonly merchantId: string;
  /** Newest first. */
  readonly keys: readonly [PaymentKeyPair, ...PaymentKeyPair[]];
  /** See {@link PaymentSettings}. */
  readonly trustAioNotices: boolean;
}

/** A fixed map by MerchantID, or a function that looks one up and answers undefined for a stranger. */
export type MerchantSource = Readonly<Record<string, MerchantSettings>> | MerchantFunction;

export type MerchantFunction = (merchantId: string) => Promise<MerchantSettings | undefined>;

/** Answers the ticket merchant for whose tickets a payment merchant takes the money, undefined for a stranger. */
export type TicketMerchantFunction = (paymentMerchantId: string) => Promise<string | undefined>;
