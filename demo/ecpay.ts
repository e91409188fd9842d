/** What happens at ECPay and at the counter, through the sandbox's controls. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderView } from '../sandbox/index.js';

/** Milliseconds between two looks into the book, and until one does not look any more. */
const LOOK_AGAIN_AFTER = 100;
const PATIENCE = 60_000;

export class ECPay {
  constructor(
    private readonly url: string,
    private readonly signal: AbortSignal,
  ) {}

  /** The order as ECPay's book has it; undefined where ECPay has never heard of it. */
  async look(tradeNo: string): Promise<OrderView | undefined> {
    const response = await this.#call(`orders/${tradeNo}`);
    return response.status === 404 ? undefined : ((await answered(response)) as OrderView);
  }

  /** Waits until the order's entry in the book is as wanted. */
  async until(tradeNo: string, wanted: (order: OrderView) => boolean): Promise<void> {
    const end = performance.now() + PATIENCE;
    for (;;) {
      const order = await this.look(tradeNo);
      if (order !== undefined && wanted(order)) return;
      if (performance.now() > end) throw new Error(`ECPay's book did not come to show it within ${PATIENCE / 1000} s`);
      await sleep(LOOK_AGAIN_AFTER, undefined, { signal: this.signal });
    }
  }

  /** A clerk scans the redemption numbers of so many unused tickets. */
  async redeem(tradeNo: string, count: number): Promise<void> {
    await this.#control(`orders/${tradeNo}/redeem`, { count });
  }

  /** So many unused tickets are refunded in the vendor's system; the merchant keeps `fee` NT$ of the money. */
  async refund(tradeNo: string, count: number, fee: number): Promise<void> {
    await this.#control(`orders/${tradeNo}/refund`, { count, fee });
  }

  /** The next callback of this order gets lost on its way. */
  async loseNextCallback(tradeNo: string): Promise<void> {
    await this.#control('faults', { on: 'callbacks', kind: 'drop', tradeNo });
  }

  /** Lets ECPay's time pass, such as `11 minutes`; resolves when all that fell due has been done. */
  async letPass(duration: string): Promise<void> {
    await this.#control('clock', { advance: duration });
  }

  async #control(path: string, body: object): Promise<void> {
    await answered(await this.#call(path, { method: 'POST', body: JSON.stringify(body) }));
  }

  async #call(path: string, request: RequestInit = {}): Promise<Response> {
    return await fetch(`${this.url}/_sandbox/${path}`, { ...request, signal: this.signal });
  }
}

/** @throws Error with the sandbox's own words where it says no. */
async function answered(response: Response): Promise<unknown> {
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`The sandbox refused: ${JSON.stringify(answer)}`);
  return answer;
}
