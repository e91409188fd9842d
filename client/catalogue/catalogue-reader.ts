import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { CatalogueEntry } from '../../ecticket/provider-order.js';
import { catalogueOf } from '../../ecticket/catalogue.js';
import { BusinessRefusalError } from '../../ecticket/errors/business-refusal-error.js';
import { ThrottledError } from '../../ecticket/errors/throttled-error.js';
import type { MerchantRef } from '../../ecticket/naming.js';
import type { TicketApi } from '../../ecticket/ticket-api.js';

/** Milliseconds for which a product on sale is believed to be as it was. */
const KEPT_FOR = 60_000;
const PRODUCTS_KEPT = 10_000;
/** Milliseconds between two requests for one merchant, as ECPay advises. */
const INTERVAL = 200;
/** Milliseconds in which ECPay answers, or the customer waits too long. */
const ANSWER_WITHIN = 5_000;
/** Milliseconds without a request after one has failed. */
const PAUSE = 5_000;

/** What ECPay's catalogue has of some products, or why it could not be read. */
export type CatalogueAnswer =
  | { readonly entries: ReadonlyMap<string, CatalogueEntry>; readonly failure?: never }
  | { readonly entries?: never; readonly failure: unknown };

interface Merchant {
  /** When the next request may be made, and until when none is after a failure: both by `performance.now()`. */
  nextAt: number;
  pausedUntil: number;
  /** Why the last request failed. */
  failure: unknown;
  /** Products that the next request asks for. */
  batch: { readonly itemNos: Set<string>; readonly answer: Promise<CatalogueAnswer> } | undefined;
}

/**
 * Reads products from ECPay's catalogue for orders that are being placed. Orders that are placed at the same moment
 * share a request; requests of a merchant are {@link INTERVAL} apart. A product on sale is kept for {@link KEPT_FOR}, one
 * that is not is asked for each time.
 */
export class CatalogueReader {
  readonly #api: Pick<TicketApi, 'batchQueryItemInfo'>;
  readonly #products = new LRUCache<string, CatalogueEntry>({ max: PRODUCTS_KEPT, ttl: KEPT_FOR });
  readonly #merchants = new Map<string, Merchant>();

  constructor(api: Pick<TicketApi, 'batchQueryItemInfo'>) {
    this.#api = api;
  }

  /** Never throws. A product that ECPay does not know is not among the entries. */
  async read(merchant: MerchantRef, itemNos: readonly string[]): Promise<CatalogueAnswer> {
    const name = `${merchant.platformId ?? ''}/${merchant.merchantId}`;
    const kept = new Map<string, CatalogueEntry>();
    for (const itemNo of itemNos) {
      const entry = this.#products.get(`${name}/${itemNo}`);
      if (entry !== undefined) kept.set(itemNo, entry);
    }
    const missing = itemNos.filter((itemNo) => !kept.has(itemNo));
    if (missing.length === 0) return { entries: kept };
    const { entries, failure } = await this.#join(name, merchant, missing);
    return entries === undefined ? { failure } : { entries: new Map([...entries, ...kept]) };
  }

  async #join(name: string, { merchantId, platformId }: MerchantRef, itemNos: string[]): Promise<CatalogueAnswer> {
    const known = this.#merchants.get(name);
    const line = known ?? { nextAt: 0, pausedUntil: 0, failure: undefined, batch: undefined };
    if (known === undefined) this.#merchants.set(name, line);
    if (line.pausedUntil > performance.now()) return { failure: line.failure };
    const wanted = line.batch?.itemNos ?? new Set<string>();
    for (const itemNo of itemNos) wanted.add(itemNo);
    const merchant = { merchantId, ...(platformId !== undefined && { platformId }) };
    line.batch ??= { itemNos: wanted, answer: this.#ask(name, merchant, line, wanted) };
    return await line.batch.answer;
  }

  async #ask(name: string, merchant: MerchantRef, line: Merchant, itemNos: Set<string>): Promise<CatalogueAnswer> {
    await turn(line);
    line.batch = undefined;
    let isFirst = true;
    try {
      const entries = await catalogueOf(this.#api, merchant, [...itemNos], {
        signal: AbortSignal.timeout(ANSWER_WITHIN),
        interceptor: async (_request, make) => {
          if (!isFirst) await turn(line);
          isFirst = false;
          return await make();
        },
      });
      for (const [itemNo, entry] of entries) {
        if (entry.onSale !== false) this.#products.set(`${name}/${itemNo}`, entry);
      }
      return { entries };
    } catch (failure) {
      line.failure = failure;
      line.pausedUntil = performance.now() + pauseAfter(failure);
      return { failure };
    }
  }
}

/** Resolves when the merchant's next request may be made. */
async function turn(line: Merchant): Promise<void> {
  const now = performance.now();
  const at = Math.max(now, line.nextAt);
  line.nextAt = at + INTERVAL;
  await sleep(at - now);
}

/** A refusal is about the products that were asked for; others may be answered. */
function pauseAfter(failure: unknown): number {
  if (failure instanceof BusinessRefusalError) return 0;
  return failure instanceof ThrottledError ? Math.max(PAUSE, failure.retryAt - Date.now()) : PAUSE;
}
