export interface Branch {
  readonly merchantId: string;
  /** 2 to 20 letters and digits. */
  readonly storeId: string;
  /** An inactive branch cannot issue, redeem or refund. */
  readonly active: boolean;
}

/**
 * The branches that merchants have created in ECPay's back office. ECPay's page says: "The system will validate if
 * the branch exists and is in an active state". The sandbox validates this only for merchants that have at least one
 * branch.
 */
export class Branches {
  readonly #byMerchant = new Map<string, Map<string, Branch>>();

  /** @param branches Active branches per MerchantID. */
  constructor(branches: Readonly<Record<string, readonly string[]>> = {}) {
    for (const [merchantId, storeIds] of Object.entries(branches)) {
      for (const storeId of storeIds) this.put({ merchantId, storeId, active: true });
    }
  }

  all(): Branch[] {
    return [...this.#byMerchant.values()].flatMap((branches) => [...branches.values()]);
  }

  /** Adds or replaces a branch. */
  put(branch: Branch): void {
    const branches = this.#byMerchant.get(branch.merchantId) ?? new Map<string, Branch>();
    this.#byMerchant.set(branch.merchantId, branches.set(branch.storeId, branch));
  }

  /** Returns whether a request of the merchant may name this branch. */
  accepts(merchantId: string, storeId: string): boolean {
    const branches = this.#byMerchant.get(merchantId);
    return branches === undefined || branches.get(storeId)?.active === true;
  }
}
