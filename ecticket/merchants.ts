import { UnknownMerchantError } from './errors/unknown-merchant-error.js';
import { lookUpBy, lookUpIn, type MerchantLookUp } from './merchant-look-up.js';
import type { Merchant, MerchantPayment, MerchantSource, TicketMerchantFunction } from './merchant.js';

/** An order as far as it says who acts. A platform that is blank, or `null` as the page writes it, is none. */
interface ActingFor {
  readonly merchantId: string;
  readonly platformId?: string | null | undefined;
}

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
