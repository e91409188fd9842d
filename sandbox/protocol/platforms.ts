/** ECPay's public platform merchant, and the one for whom it may act from the start. */
const STAGE_PLATFORM = '3085672';
const STAGE_MERCHANT = '3085676';

/** Which platform may act for whom: the public one for its test merchant and for every merchant given to the sandbox. A choice. */
export class Platforms {
  readonly #members: ReadonlySet<string>;

  constructor(givenMerchants: readonly string[]) {
    this.#members = new Set([STAGE_PLATFORM, STAGE_MERCHANT, ...givenMerchants]);
  }

  mayActFor(platformId: string, merchantId: string): boolean {
    return platformId === STAGE_PLATFORM && this.#members.has(merchantId);
  }
}
