export interface Branch {
  readonly merchantId: string;
  /** 2 to 20 letters and digits. */
  readonly storeId: string;
  /** A closed branch issues, redeems and refunds nothing. */
  readonly active: boolean;
}

/**
 * The branches that merchants have created in ECPay's vendor system. "The system will validate if the branch exists and is
 * in an active state": here for merchants that have at least one. A merchant without any may name whatever it likes.
 */
export class Branches {
  readonly #byMerchant = new Map<string, Map<string, Branch>>();

  /** `given`: active branches by MerchantID. */
  constructor(branches: Readonly<Record<string, readonly string[]>> = {}) {
    for (const [merchantId, storeIds] of Object.entries(branches)) {
      for (const storeId of storeIds) this.put({ merchantId, storeId, active: true });
    }
  }

  all(): Branch[] {
    return [...this.#byMerchant.values()].flatMap((branches) => [...branches.values()]);
  }

  /** Opens a branch, or changes one. */
  put(branch: Branch): void {
    const branches = this.#byMerchant.get(branch.merchantId) ?? new Map<string, Branch>();
    this.#byMerchant.set(branch.merchantId, branches.set(branch.storeId, branch));
  }

  /** Whether the merchant may name this branch. */
  accepts(merchantId: string, storeId: string): boolean {
    const branches = this.#byMerchant.get(merchantId);
    return branches === undefined || branches.get(storeId)?.active === true;
  }
}
