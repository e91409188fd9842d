import { type Merchant, MerchantRegistry, type MerchantSettings } from '../../ecticket/index.js';

type SettingsById = Readonly<Record<string, MerchantSettings>>;

/** The merchants with their keys for ECTicket, which ECPay can replace. */
export class Merchants {
  #settings: SettingsById;
  #registry: MerchantRegistry;

  /** @throws InvalidMerchantsError */
  constructor(settings: SettingsById) {
    this.#settings = settings;
    this.#registry = new MerchantRegistry(settings);
  }

  /** @throws UnknownMerchantError */
  get(merchantId: string): Promise<Merchant> {
    return this.#registry.get(merchantId);
  }

  /** @throws UnknownMerchantError */
  getActing(order: Parameters<MerchantRegistry['getActing']>[0]): Promise<Merchant> {
    return this.#registry.getActing(order);
  }

  /**
   * Replaces a merchant's keys. The first pair signs, every pair decrypts.
   *
   * @throws UnknownMerchantError, InvalidMerchantsError
   */
  async replaceKeys(merchantId: string, keys: MerchantSettings['keys']): Promise<void> {
    const { profile } = await this.get(merchantId);
    const settings = { ...this.#settings, [merchantId]: { profile, ...this.#settings[merchantId], keys } };
    this.#registry = new MerchantRegistry(settings);
    this.#settings = settings;
  }
}
