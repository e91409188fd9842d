import { checkMerchant, isMerchantId } from './check-merchant.js';
import { InvalidMerchantsError } from './errors/invalid-merchants-error.js';
import { MerchantLookupError } from './errors/merchant-lookup-error.js';
import { UnknownMerchantError } from './errors/unknown-merchant-error.js';
import type { HashKeyPair } from './key-pair.js';
import { isRecord } from './record.js';

/** The two products that share the protocol: issue-only (純發行), and escrow (價金保管－使用後核銷). They differ in paths. */
export type Profile = 'issueOnly' | 'escrow';

/** A merchant as settings write it. */
export interface MerchantSettings {
  readonly profile: Profile;
  /** Newest first: it seals; every one of them opens. */
  readonly keys: readonly [KeySettings, ...KeySettings[]];
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
}

/** A fixed map by MerchantID, or a function that looks one up and answers undefined for a stranger. */
export type MerchantSource = Readonly<Record<string, MerchantSettings>> | MerchantFunction;

export type MerchantFunction = (merchantId: string) => Promise<MerchantSettings | undefined>;

/**
 * Where keys are looked up by MerchantID. A fixed map is checked at once; a function is asked at every call (cache in
 * it if asking is slow), and what it answers is checked then.
 *
 * @throws InvalidMerchantsError by the constructor, with all mistakes of a fixed map.
 */
export class MerchantRegistry {
  readonly #find: LookUp;

  constructor(source: MerchantSource) {
    this.#find = typeof source === 'function' ? lookUpBy(source) : lookUpIn(source);
  }

  /** @throws UnknownMerchantError, MerchantLookupError (the function failed), InvalidMerchantsError (its answer is unusable). */
  async get(merchantId: string): Promise<Merchant> {
    const merchant = await this.#find(merchantId);
    if (merchant === undefined) throw new UnknownMerchantError(merchantId);
    return merchant;
  }

  /**
   * Whose keys and profile count for an order: the platform's where a platform acts for a merchant, else the merchant's.
   * A choice: ECPay's pages do not say whose keys seal a platform's requests.
   *
   * @throws as {@link get}.
   */
  getActing(order: { readonly merchantId: string; readonly platformId?: string | undefined }): Promise<Merchant> {
    return this.get(order.platformId ?? order.merchantId);
  }
}

type LookUp = (merchantId: string) => Promise<Merchant | undefined>;

function lookUpIn(source: Readonly<Record<string, MerchantSettings>>): LookUp {
  if (!isRecord(source)) throw new InvalidMerchantsError(['Give an object by MerchantID, or a function.']);
  const merchants = new Map<string, Merchant>();
  const allMistakes: string[] = [];
  for (const [id, settings] of Object.entries(source)) {
    const { merchant, mistakes } = checkMerchant(id, settings);
    if (merchant === undefined) allMistakes.push(...mistakes);
    else merchants.set(id, merchant);
  }
  if (allMistakes.length > 0) throw new InvalidMerchantsError(allMistakes);
  return (id) => Promise.resolve(merchants.get(id));
}

function lookUpBy(source: MerchantFunction): LookUp {
  return async (id) => {
    // A stranger's callback may name anything: what cannot be a MerchantID is not worth a look into the merchant's database.
    const settings = isMerchantId(id) ? await ask(source, id) : undefined;
    if (settings === undefined) return undefined;
    const { merchant, mistakes } = checkMerchant(id, settings);
    if (merchant === undefined) throw new InvalidMerchantsError(mistakes);
    return merchant;
  };
}

async function ask(source: MerchantFunction, id: string): Promise<MerchantSettings | undefined> {
  try {
    return (await source(id)) ?? undefined;
  } catch (error) {
    throw new MerchantLookupError(id, error instanceof Error ? error.name : typeof error);
  }
}
