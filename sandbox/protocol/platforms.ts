/** ECPay's public test platform, and the merchant for which it acts by default. */
const STAGE_PLATFORM = '3085672';
const STAGE_MERCHANT = '3085676';

/**
 * Decides which platform may act for which merchant. The public platform acts for its test merchant and, by the
 * sandbox's choice, for every merchant given to the sandbox. Any other platform acts for its configured merchants and
 * for itself.
 */
export class Platforms {
  readonly #members: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(merchantIds: readonly string[], membersByPlatform: Readonly<Record<string, readonly string[]>> = {}) {
    const stageMembers = [STAGE_MERCHANT, ...merchantIds, ...(membersByPlatform[STAGE_PLATFORM] ?? [])];
    const all = Object.entries({ ...membersByPlatform, [STAGE_PLATFORM]: stageMembers });
    this.#members = new Map(all.map(([platformId, members]) => [platformId, new Set([platformId, ...members])]));
  }

  mayActFor(platformId: string, merchantId: string): boolean {
    return this.#members.get(platformId)?.has(merchantId) ?? false;
  }
}
