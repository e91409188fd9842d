import { UnknownMerchantError } from './errors/unknown-merchant-error.js';
import type { HashKeyPair } from './key-pair.js';
import { lookUpBy, lookUpIn, type MerchantLookUp } from './merchant-look-up.js';
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
   * protects neither the case of a notice nor the borders of its fields (docs/security.md), so that whoever finds a reading
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

/** An order as far as it says who acts. A platform that is blank, or `null` as the page writes it, is none. */
interface ActingFor {
  readonly merchantId: string;
  readonly platformId?: string | null | undefined;
}

/** A fixed map by MerchantID, or a function that looks one up and answers undefined for a stranger. */
export type MerchantSource = Readonly<Record<string, MerchantSettings>> | MerchantFunction;

export type MerchantFunction = (merchantId: string) => Promise<MerchantSettings | undefined>;

/** Answers the ticket merchant for whose tickets a payment merchant takes the money, undefined for a stranger. */
export type TicketMerchantFunction = (paymentMerchantId: string) => Promise<string | undefined>;

/**
 * Where keys are looked up by MerchantID. A fixed map is checked at once; a function is asked at every call (cache in
 * it if asking is slow), and what it answers is checked then.
 *
 * @throws InvalidMerchantsError by the constructor, with all mistakes of a fixed map.
 */
export class MerchantRegistry {
  readonly #lookUp: MerchantLookUp;

  /**
   * @param ticketMerchantOf goes with a function, where payment merchants have other MerchantIDs than ticket merchants.
   *   Left out, the function is asked for the payment's own MerchantID. A fixed map is searched.
   */
  constructor(source: MerchantSource, ticketMerchantOf?: TicketMerchantFunction) {
    this.#lookUp = typeof source === 'function' ? lookUpBy(source, ticketMerchantOf) : lookUpIn(source);
  }

  /** @throws UnknownMerchantError, MerchantLookupError (the function failed), InvalidMerchantsError (its answer is unusable). */
  async get(merchantId: string): Promise<Merchant> {
    const merchant = await this.#lookUp.byMerchantId(merchantId);
    if (merchant === undefined) throw new UnknownMerchantError(merchantId);
    return merchant;
  }

  /**
   * Whose keys and profile count for an order: the platform's where a platform acts for a merchant, else the merchant's.
   * A choice: ECPay's pages do not say whose keys seal a platform's requests.
   *
   * @throws as {@link get}; UnknownMerchantError also where the platform's `actsFor` does not name the merchant.
   */
  async getActing(order: ActingFor): Promise<Merchant> {
    const { merchantId } = order;
    const platformId = order.platformId || merchantId;
    const acting = await this.get(platformId);
    const mayAct = platformId === merchantId || acting.actsFor?.includes(merchantId) === true;
    if (!mayAct) throw new UnknownMerchantError(merchantId, platformId);
    return acting;
  }

  /**
   * The ticket merchant whose customers pay at this merchant of ECPay's payments; its `payment` is there.
   *
   * @throws as {@link get}.
   */
  async getPaidAt(paymentMerchantId: string): Promise<Merchant & { readonly payment: MerchantPayment }> {
    const merchant = await this.#lookUp.byPaymentMerchantId(paymentMerchantId);
    if (merchant?.payment?.merchantId !== paymentMerchantId) throw new UnknownMerchantError(paymentMerchantId);
    return { ...merchant, payment: merchant.payment };
  }
}
