/** What a customer does at ECPay's checkout, and what happens at ECPay and at the counter through the sandbox's controls. */
import { setTimeout as sleep } from 'node:timers/promises';
import { withNotifyUrls } from '../client/notify-urls.js';
import { naming, type CheckoutForm, type EmbeddedToken, type TicketOrder } from '../ecticket/index.js';
import type { OrderView } from '../sandbox/index.js';
import { payAtCheckout } from './browser.js';

/** Milliseconds between two looks into the book, and until one does not look any more. */
const LOOK_AGAIN_AFTER = 100;
const PATIENCE = 60_000;

export class ECPay {
  /** The sandbox's address. */
  readonly url: string;
  readonly #receiver: string;

  /** `receiver`: where the merchant is called back. */
  constructor(
    { sandbox, receiver }: { readonly sandbox: string; readonly receiver: string },
    private readonly signal: AbortSignal,
  ) {
    this.url = sandbox;
    this.#receiver = receiver;
  }

  /** The order as ECPay's book has it; undefined where ECPay has never heard of it. */
  async look(tradeNo: string): Promise<OrderView | undefined> {
    const response = await this.#call(`orders/${tradeNo}`);
    return response.status === 404 ? undefined : ((await answered(response)) as OrderView);
  }

  /** Waits until the order's entry in the book shows `what`, as `wanted` tells; `undefined` stands for no entry. */
  async until(tradeNo: string, what: string, wanted: (order: OrderView | undefined) => boolean): Promise<void> {
    const end = performance.now() + PATIENCE;
    for (;;) {
      if (wanted(await this.look(tradeNo))) return;
      if (performance.now() > end) throw new Error(`ECPay's book did not show ${what} within ${PATIENCE / 1000} s`);
      await sleep(LOOK_AGAIN_AFTER, undefined, { signal: this.signal });
    }
  }

  /** Waits until the merchant has been called back about everything that happened to the order. */
  async untilCallbacksAnswered(tradeNo: string): Promise<void> {
    await this.until(
      tradeNo,
      'that all callbacks were answered',
      (order) => order?.callbacks.every(({ state }) => state === 'answered') ?? true,
    );
  }

  /** A customer pays at ECPay's checkout, which notifies the merchant. */
  async pay(checkout: CheckoutForm | EmbeddedToken): Promise<void> {
    await payAtCheckout(checkout, { sandbox: this.url, signal: this.signal });
  }

  /** Somebody issues the order by hand, in ECPay's back office. */
  async issueInBackOffice(order: TicketOrder): Promise<void> {
    await this.#control('orders', naming.toIssueData(withNotifyUrls(order, this.#receiver)));
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

  /** Lets ECPay's time pass, such as `1 day`; resolves when all that fell due has been done. */
  async advanceClock(duration: string): Promise<void> {
    await this.#control('clock', { advance: duration });
  }

  async #control(path: string, body: object): Promise<unknown> {
    return await answered(await this.#call(path, { method: 'POST', body: JSON.stringify(body) }));
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
