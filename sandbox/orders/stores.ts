export interface Store {
  readonly merchantId: string;
  /** 2 to 20 letters and digits. */
  readonly storeId: string;
  /** An inactive store cannot issue, redeem or refund. */
  readonly active: boolean;
}

/**
 * The stores that merchants have created in ECPay's back office. According to ECPay's page, the system validates that
 * the store exists and is active. The sandbox validates this only for merchants that have at least one store.
 */
export class Stores {
  readonly #byMerchant = new Map<string, Map<string, Store>>();

  /** @param stores Active stores per MerchantID. */
  constructor(stores: Readonly<Record<string, readonly string[]>> = {}) {
    for (const [merchantId, storeIds] of Object.entries(stores)) {
      for (const storeId of storeIds) this.put({ merchantId, storeId, active: true });
    }
  }

  all(): Store[] {
    return [...this.#byMerchant.values()].flatMap((stores) => [...stores.values()]);
  }

  /** Adds or replaces a store. */
  put(store: Store): void {
    const stores = this.#byMerchant.get(store.merchantId) ?? new Map<string, Store>();
    this.#byMerchant.set(store.merchantId, stores.set(store.storeId, store));
  }

  /** Returns whether a request of the merchant may name this store. */
  accepts(merchantId: string, storeId: string): boolean {
    const stores = this.#byMerchant.get(merchantId);
    return stores === undefined || stores.get(storeId)?.active === true;
  }
}
