/** What happens at ECPay and where tickets are redeemed, through the sandbox's checkout and its controls. */
import { setTimeout as sleep } from 'node:timers/promises';
import { withNotifyUrls } from '../client/notify-urls.js';
import { naming, type CheckoutForm, type EmbeddedToken, type TicketOrder } from '../ecticket/index.js';
import type { OrderView } from '../sandbox/index.js';
import { payInBrowser } from './browser.js';

const POLL_INTERVAL_MS = 100;
const TIMEOUT_MS = 60_000;

export class ECPay {
  /** The sandbox's address. */
  readonly url: string;
  readonly #receiver: string;

  /** @param addresses The sandbox, and the callback receiver to which ECPay sends callbacks. */
  constructor(
    { sandbox, receiver }: { readonly sandbox: string; readonly receiver: string },
    private readonly signal: AbortSignal,
  ) {
    this.url = sandbox;
    this.#receiver = receiver;
  }

  /** Returns ECPay's record of an order, or undefined if ECPay has never received it. */
  async findOrder(tradeNo: string): Promise<OrderView | undefined> {
    const response = await this.#fetch(`orders/${tradeNo}`);
    return response.status === 404 ? undefined : ((await readAnswer(response)) as OrderView);
  }

  /**
   * Polls ECPay's record of an order until `condition` holds. The record is undefined while ECPay has no such order.
   *
   * @param description What the record should show, for the error message.
   */
  async waitUntil(
    tradeNo: string,
    description: string,
    condition: (order: OrderView | undefined) => boolean,
  ): Promise<void> {
    const deadline = performance.now() + TIMEOUT_MS;
    for (;;) {
      if (condition(await this.findOrder(tradeNo))) return;
      if (performance.now() > deadline) {
        throw new Error(`ECPay's order record did not show ${description} within ${TIMEOUT_MS / 1000} s`);
      }
      await sleep(POLL_INTERVAL_MS, undefined, { signal: this.signal });
    }
  }

  /** Waits until the callback receiver has answered every callback of the order. */
  async waitUntilCallbacksAnswered(tradeNo: string): Promise<void> {
    await this.waitUntil(
      tradeNo,
      'that all callbacks were answered',
      (order) => order?.callbacks.every(({ state }) => state === 'answered') ?? true,
    );
  }

  /** The customer pays at ECPay's checkout, and ECPay notifies the merchant. @throws Error if either fails. */
  async payAtCheckout(checkout: CheckoutForm | EmbeddedToken): Promise<void> {
    const { isAcknowledged, page } = await payInBrowser(checkout, { sandbox: this.url, signal: this.signal });
    if (!isAcknowledged) throw new Error(`the merchant did not accept the payment: ${page}`);
  }

  /** An employee issues the order in ECPay's back office. */
  async issueInBackOffice(order: TicketOrder): Promise<void> {
    await this.#post('orders', naming.toIssueData(withNotifyUrls(order, this.#receiver)));
  }

  /** A clerk scans the redemption numbers of `count` unused tickets. */
  async redeemAtVendor(tradeNo: string, count: number): Promise<void> {
    await this.#post(`orders/${tradeNo}/redeem`, { count });
  }

  /** A clerk refunds `count` unused tickets in ECPay's back office. The merchant keeps a fee of `fee` NT$. */
  async refundAtVendor(tradeNo: string, count: number, fee: number): Promise<void> {
    await this.#post(`orders/${tradeNo}/refund`, { count, fee });
  }

  /** The order's next callback does not reach the merchant. */
  async dropNextCallback(tradeNo: string): Promise<void> {
    await this.#post('faults', { on: 'callbacks', kind: 'drop', tradeNo });
  }

  /**
   * Advances ECPay's clock. Resolves when all jobs that became due have run.
   *
   * @param duration For example `1 day`.
   */
  async advanceClock(duration: string): Promise<void> {
    await this.#post('clock', { advance: duration });
  }

  async #post(path: string, body: object): Promise<void> {
    await readAnswer(await this.#fetch(path, { method: 'POST', body: JSON.stringify(body) }));
  }

  async #fetch(path: string, request: RequestInit = {}): Promise<Response> {
    return await fetch(`${this.url}/_sandbox/${path}`, { ...request, signal: this.signal });
  }
}

/** @throws Error with the sandbox's message if it refuses the request. */
async function readAnswer(response: Response): Promise<unknown> {
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`The sandbox refused the request: ${JSON.stringify(answer)}`);
  return answer;
}
