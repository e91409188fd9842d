import type { MerchantEvent, MerchantEventType } from '../../index.js';

/** Milliseconds. Orders of a bench take seconds, and a lost one must not block it forever. */
const TIMEOUT_MS = 120_000;

/** The merchant: accepts every event, and lets the bench wait for one. */
export class EventLog {
  /** The events that were emitted, as `<trade number>/<type>`. */
  readonly #seen = new Set<string>();
  readonly #waiting = new Map<string, () => void>();

  /** Receives an event. The `onEvent` of the workers. */
  readonly accept = ({ order, type }: MerchantEvent): Promise<void> => {
    this.record(order.merchantTradeNo ?? order.freeTradeNo ?? '', type);
    return Promise.resolve();
  };

  /** Records an event of an order. */
  record(tradeNo: string, type: string): void {
    const key = `${tradeNo}/${type}`;
    this.#seen.add(key);
    this.#waiting.get(key)?.();
  }

  /**
   * Waits until an order has emitted an event of a type.
   *
   * @throws Error after `timeoutMs`
   */
  async waitFor(
    tradeNo: string,
    type: MerchantEventType,
    { timeoutMs = TIMEOUT_MS }: { readonly timeoutMs?: number } = {},
  ): Promise<void> {
    const key = `${tradeNo}/${type}`;
    if (this.#seen.has(key)) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`The order ${tradeNo} has not emitted ${type} within ${timeoutMs / 1000} s.`));
      }, timeoutMs);
      this.#waiting.set(key, () => {
        clearTimeout(timer);
        this.#waiting.delete(key);
        resolve();
      });
    });
  }
}
