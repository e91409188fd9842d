import type { OrderView } from '../../sandbox/index.js';

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

  async post(path: string, body: object): Promise<ControlAnswer> {
    const response = await fetch(`${this.url}/_sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });
    const answer: unknown = await response.json();
    return response.ok ? { done: answer } : { refused: JSON.stringify(answer) };
  }

  /** Removes all faults that have not happened yet. Returns their number of entries. */
  async clearFaults(): Promise<void> {
    await fetch(`${this.url}/_sandbox/faults`, { method: 'DELETE' });
  }
}
