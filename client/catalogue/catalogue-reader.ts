import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { CatalogueEntry } from '../../ecticket/provider-order.js';
import { catalogueOf } from '../../ecticket/catalogue.js';
import { BusinessRefusalError } from '../../ecticket/errors/business-refusal-error.js';
import { ThrottledError } from '../../ecticket/errors/throttled-error.js';
import type { MerchantRef } from '../../ecticket/naming.js';
import type { TicketApi } from '../../ecticket/ticket-api.js';

/** How long an item on sale is cached. */
const CACHE_TTL_MS = 60_000;
const MAX_CACHED_ITEMS = 10_000;
/** The pause between two requests for one merchant that ECPay recommends. */
const REQUEST_INTERVAL_MS = 200;
/** How long a customer may wait for ECPay's answer. */
const REQUEST_TIMEOUT_MS = 5_000;
/** How long to send no request after one has failed. */
const PAUSE_AFTER_FAILURE_MS = 5_000;

/** The items that ECPay's catalogue has, or why it could not be read. */
export type CatalogueResult =
  | { readonly entries: ReadonlyMap<string, CatalogueEntry>; readonly failure?: never }
  | { readonly entries?: never; readonly failure: unknown };

/** The request queue of one merchant. Times are by `performance.now()`. */
interface MerchantQueue {
  /** When the next request may be sent. */
  nextAt: number;
  /** Until when no request is sent after a failure. */
  pausedUntil: number;
  /** Why the last request failed. */
  failure: unknown;
  /** The items of the next request, and its result. */
  batch: { readonly itemNos: Set<string>; readonly result: Promise<CatalogueResult> } | undefined;
}

/**
 * Reads items from ECPay's catalogue for orders that are being placed. Orders placed at the same time share one
 * request. Requests for one merchant are at least {@link REQUEST_INTERVAL_MS} apart. Items on sale are cached for
 * {@link CACHE_TTL_MS}; other items are read every time.
 */
export class CatalogueReader {
  readonly #api: Pick<TicketApi, 'batchQueryItemInfo'>;
  readonly #items = new LRUCache<string, CatalogueEntry>({ max: MAX_CACHED_ITEMS, ttl: CACHE_TTL_MS });
  readonly #queues = new Map<string, MerchantQueue>();

  constructor(api: Pick<TicketApi, 'batchQueryItemInfo'>) {
    this.#api = api;
  }

  /** Reads items. Never throws. The entries lack items that ECPay does not list. */
  async read(merchant: MerchantRef, itemNos: readonly string[]): Promise<CatalogueResult> {
    const name = `${merchant.platformId ?? ''}/${merchant.merchantId}`;
    const cached = new Map<string, CatalogueEntry>();
    for (const itemNo of itemNos) {
      const entry = this.#items.get(`${name}/${itemNo}`);
      if (entry !== undefined) cached.set(itemNo, entry);
    }
    const missing = itemNos.filter((itemNo) => !cached.has(itemNo));
    if (missing.length === 0) return { entries: cached };
    const { entries, failure } = await this.#joinBatch(name, merchant, missing);
    return entries === undefined ? { failure } : { entries: new Map([...entries, ...cached]) };
  }

  async #joinBatch(name: string, { merchantId, platformId }: MerchantRef, itemNos: string[]): Promise<CatalogueResult> {
    const known = this.#queues.get(name);
    const queue = known ?? { nextAt: 0, pausedUntil: 0, failure: undefined, batch: undefined };
    if (known === undefined) this.#queues.set(name, queue);
    if (queue.pausedUntil > performance.now()) return { failure: queue.failure };
    const batchItemNos = queue.batch?.itemNos ?? new Set<string>();
    for (const itemNo of itemNos) batchItemNos.add(itemNo);
    const merchant = { merchantId, ...(platformId !== undefined && { platformId }) };
    queue.batch ??= { itemNos: batchItemNos, result: this.#sendBatch(name, merchant, queue, batchItemNos) };
    return await queue.batch.result;
  }

  async #sendBatch(
    name: string,
    merchant: MerchantRef,
    queue: MerchantQueue,
    itemNos: Set<string>,
  ): Promise<CatalogueResult> {
    await waitForTurn(queue);
    queue.batch = undefined;
    let isFirst = true;
    try {
      const entries = await catalogueOf(this.#api, merchant, [...itemNos], {
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
        interceptor: async (_request, make) => {
          if (!isFirst) await waitForTurn(queue);
          isFirst = false;
          return await make();
        },
      });
      for (const [itemNo, entry] of entries) {
        if (entry.onSale !== false) this.#items.set(`${name}/${itemNo}`, entry);
      }
      return { entries };
    } catch (failure) {
      queue.failure = failure;
      queue.pausedUntil = performance.now() + pauseAfterMs(failure);
      return { failure };
    }
  }
}

/** Waits until the merchant's next request may be sent. */
async function waitForTurn(queue: MerchantQueue): Promise<void> {
  const now = performance.now();
  const at = Math.max(now, queue.nextAt);
  queue.nextAt = at + REQUEST_INTERVAL_MS;
  await sleep(at - now);
}

/**
 * How long to send no request after a failure. A refusal is about the requested items only, so it needs no pause.
 */
function pauseAfterMs(failure: unknown): number {
  if (failure instanceof BusinessRefusalError) return 0;
  return failure instanceof ThrottledError
    ? Math.max(PAUSE_AFTER_FAILURE_MS, failure.retryAt - Date.now())
    : PAUSE_AFTER_FAILURE_MS;
}
