/** ECPay's public platform merchant, and the one for whom it may act from the start. */
const STAGE_PLATFORM = '3085672';
const STAGE_MERCHANT = '3085676';

/**
 * Which platform may act for whom. The public one acts for its test merchant and for every merchant given to the sandbox:
 * a choice. Any other acts for those that are given, and for itself.
 */
export class Platforms {
  readonly #members: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(givenMerchants: readonly string[], given: Readonly<Record<string, readonly string[]>> = {}) {
    const ofStage = [STAGE_MERCHANT, ...givenMerchants, ...(given[STAGE_PLATFORM] ?? [])];
    const all = Object.entries({ ...given, [STAGE_PLATFORM]: ofStage });
    this.#members = new Map(all.map(([platformId, members]) => [platformId, new Set([platformId, ...members])]));
  }

  mayActFor(platformId: string, merchantId: string): boolean {
    return this.#members.get(platformId)?.has(merchantId) ?? false;
  }
}
