import type { OrderView } from '../../sandbox/index.js';
import { waitUntilReady } from './wait-until-ready.js';

/** The answer of a control: the sandbox did it, or it refused with this message. */
export type ControlAnswer = { readonly done: unknown } | { readonly refused: string };

/** A fault that will happen `remaining` more times. `tradeNo`: the order that it is limited to. */
export interface PendingFault {
  readonly on: string;
  readonly kind: string;
  readonly times: number;
  readonly tradeNo?: string;
  readonly remaining: number;
}

/** The sandbox's controls: clerks, customers and ECPay's own jobs, and faults. */
export class SandboxControl {
  readonly #checkouts = new Set<Promise<unknown>>();
  #waitingAdvances = 0;
  #lastAdvance: Promise<unknown> = Promise.resolve();

  constructor(private readonly url: string) {}

  async orders(): Promise<readonly OrderView[]> {
    return (await (await fetch(`${this.url}/_sandbox/orders`)).json()) as OrderView[];
  }

  /** Returns ECPay's record of an order, or undefined if ECPay has none. */
  async order(tradeNo: string): Promise<OrderView | undefined> {
    const response = await fetch(`${this.url}/_sandbox/orders/${tradeNo}`);
    const body: unknown = await response.json();
    return response.ok ? (body as OrderView) : undefined;
  }

  /**
   * Waits until ECPay's record of the order is as a fault needs it.
   *
   * @param what What the order then has, for the message.
   * @throws NotReadyError
   */
  async waitForOrder(tradeNo: string, what: string, condition: (record: OrderView) => boolean): Promise<OrderView> {
    return await waitUntilReady(tradeNo, what, async () => {
      const record = await this.order(tradeNo);
      return record !== undefined && condition(record) ? record : undefined;
    });
  }

  async post(path: string, body: object): Promise<ControlAnswer> {
    const response = await fetch(`${this.url}/_sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });
    const answer: unknown = await response.json();
    return response.ok ? { done: answer } : { refused: JSON.stringify(answer) };
  }

  /** Sends a request to a control that must not refuse it. @throws Error with the sandbox's message. */
  async command(path: string, body: object): Promise<void> {
    const answer = await this.post(path, body);
    if ('refused' in answer) throw new Error(`the sandbox refused it: ${answer.refused}`);
  }

  /** Returns the faults that have not happened yet. */
  async pendingFaults(): Promise<readonly PendingFault[]> {
    return (await (await fetch(`${this.url}/_sandbox/faults`)).json()) as PendingFault[];
  }

  /** Removes the faults that have not happened yet. @param kind Only those of this kind. @throws Error if refused */
  async clearFaults(kind?: string): Promise<void> {
    const query = kind === undefined ? '' : `?kind=${kind}`;
    const response = await fetch(`${this.url}/_sandbox/faults${query}`, { method: 'DELETE' });
    if (!response.ok) throw new Error(`the sandbox removed no faults: ${await response.text()}`);
  }

  /** Advances ECPay's clock when no customer is at the checkout: its page expires by that clock. */
  async advanceClock(by: string): Promise<void> {
    this.#waitingAdvances += 1;
    const turn = this.#lastAdvance.then(async () => {
      await Promise.allSettled(this.#checkouts);
      await this.command('clock', { advance: by });
    });
    this.#lastAdvance = turn.catch(() => undefined);
    try {
      await turn;
    } finally {
      this.#waitingAdvances -= 1;
    }
  }

  /** Lets a customer open the checkout and pay. ECPay's clock is not advanced meanwhile. */
  async atCheckout<T>(pay: () => Promise<T>): Promise<T> {
    while (this.#waitingAdvances > 0) await this.#lastAdvance;
    const payment = pay();
    this.#checkouts.add(payment);
    try {
      return await payment;
    } finally {
      this.#checkouts.delete(payment);
    }
  }
}
