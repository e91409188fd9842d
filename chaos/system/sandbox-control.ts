import type { OrderView } from '../../sandbox/index.js';
import { waitForOrder } from './wait-for-order.js';

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
   * @throws OrderNotReadyError
   */
  async waitForOrder(tradeNo: string, what: string, condition: (record: OrderView) => boolean): Promise<OrderView> {
    return await waitForOrder(tradeNo, what, async () => {
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

  /** Removes the faults that have not happened yet. @param kind Only those of this kind. */
  async clearFaults(kind?: string): Promise<void> {
    const query = kind === undefined ? '' : `?kind=${kind}`;
    await fetch(`${this.url}/_sandbox/faults${query}`, { method: 'DELETE' });
  }
}
