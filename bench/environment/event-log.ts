import type { MerchantEvent, MerchantEventType } from '../../index.js';

/** Milliseconds. Orders of a bench take seconds, and a lost one must not block it forever. */
const TIMEOUT_MS = 120_000;

/** The merchant: accepts every event, and lets the bench wait for one. */
export class EventLog {
  /** How many events of a type an order has emitted, by `<trade number>/<type>`. */
  readonly #counts = new Map<string, number>();
  readonly #waiting = new Map<string, () => void>();

  /** Receives an event. The `onEvent` of the workers. */
  readonly accept = ({ order, type }: MerchantEvent): Promise<void> => {
    this.record(order.merchantTradeNo ?? order.freeTradeNo ?? '', type);
    return Promise.resolve();
  };

  /** Records an event of an order. */
  record(tradeNo: string, type: string): void {
    const key = `${tradeNo}/${type}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    this.#waiting.get(`${key}/${count}`)?.();
  }

  /**
   * Waits until an order has emitted `count` events of a type.
   *
   * @throws Error after two minutes
   */
  async waitFor(tradeNo: string, type: MerchantEventType, count = 1): Promise<void> {
    const key = `${tradeNo}/${type}`;
    if ((this.#counts.get(key) ?? 0) >= count) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`The order ${tradeNo} has not emitted ${type} within ${TIMEOUT_MS / 1000} s.`));
      }, TIMEOUT_MS);
      this.#waiting.set(`${key}/${count}`, () => {
        clearTimeout(timer);
        this.#waiting.delete(`${key}/${count}`);
        resolve();
      });
    });
  }
}
