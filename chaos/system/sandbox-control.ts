import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderView } from '../../sandbox/index.js';
import { OrderNotReadyError } from './order-not-ready-error.js';

/** How long a fault waits for its order to come as far as the fault needs. */
const ORDER_TIMEOUT_MS = 60_000;
const POLL_INTERVAL_MS = 100;

/** The answer of a control: the sandbox did it, or it refused with this message. */
export type ControlAnswer = { readonly done: unknown } | { readonly refused: string };

/** The sandbox's controls: clerks, customers and ECPay's own jobs, and faults. */
export class SandboxControl {
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
   * @throws OrderNotReadyError after a minute.
   */
  async waitForOrder(tradeNo: string, what: string, condition: (record: OrderView) => boolean): Promise<OrderView> {
    const deadline = performance.now() + ORDER_TIMEOUT_MS;
    while (performance.now() < deadline) {
      const record = await this.order(tradeNo);
      if (record !== undefined && condition(record)) return record;
      await sleep(POLL_INTERVAL_MS);
    }
    throw new OrderNotReadyError(`${tradeNo} did not have ${what} after ${ORDER_TIMEOUT_MS / 1000} s`);
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

  /** Removes the faults that have not happened yet. @param kind Only those of this kind. */
  async clearFaults(kind?: string): Promise<void> {
    const query = kind === undefined ? '' : `?kind=${kind}`;
    await fetch(`${this.url}/_sandbox/faults${query}`, { method: 'DELETE' });
  }
}
