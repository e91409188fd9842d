/** Orders whose backend repeats each call until it is answered, and the comparison of ECPay's record with them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { persist } from '../../chaos/orders/persist.js';
import type { ECTicketClient, OrderRef, OrderSnapshot, TicketOrder } from '../../index.js';
import { tradeNoOf } from '../../workflows/messages/names.js';
import type { OrderView } from '../../sandbox/index.js';
import type { MerchantWebhook } from '../../demo/merchant-webhook.js';
import { CUSTOMER, ISSUE_ONLY_MERCHANT } from '../../demo/scenarios/test-data.js';

const CLOCK_INTERVAL_MS = 1000;
/** ECPay issues in a job every five minutes, and sends callbacks once per day. */
const CLOCK_STEP = '5 minutes';
const POLL_INTERVAL_MS = 200;
const STATUS_TIMEOUT_MS = 180_000;
const TIMING = { firstResultQuery: 1000, resultQueryInterval: 1000 };
const STATES = ['', 'unused', 'redeemed', 'refunded', 'expired'] as const;

export class OrdersUnderKills {
  readonly #refs = new Map<string, OrderRef>();
  /** ECPay's record of each order, by trade number, from before the sandbox ended. */
  readonly #kept = new Map<string, OrderView>();
  readonly #run = new Date().toISOString().replaceAll(/\D/g, '').slice(2, 14);
  #clock: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined;

  constructor(
    private readonly parts: {
      readonly ecticket: ECTicketClient;
      readonly merchant: MerchantWebhook;
      /** The sandbox's address. */
      readonly sandbox: string;
    },
  ) {}

  /** Lets ECPay's time pass, so that the jobs of the sandbox run within seconds. */
  startClock(): void {
    const stop = new AbortController();
    this.#clock = { stop, ended: this.#advanceClock(stop.signal) };
  }

  async stopClock(): Promise<void> {
    this.#clock?.stop.abort();
    await this.#clock?.ended;
  }

  /** Places, pays and uses orders. Resolves when all have settled. */
  async runToTheEnd(count: number): Promise<void> {
    await (
      await this.placeUnpaid(count)
    )();
  }

  /** Places orders. The function that it returns pays and uses them, and resolves when all have settled. */
  async placeUnpaid(count: number): Promise<() => Promise<void>> {
    const refs = await Promise.all(Array.from({ length: count }, () => this.#place()));
    return async () => {
      await Promise.all(refs.map((ref) => this.#finish(ref)));
    };
  }

  /** Resolves when ECPay has issued tickets for an order that is not settled. */
  async untilSomeAreIssued(): Promise<void> {
    for (;;) {
      for (const { tradeNo, issuances } of await this.#record()) {
        if (issuances === 0 || !this.#refs.has(tradeNo)) continue;
        const { status } = await this.#read(tradeNo);
        if (status !== 'settled') return;
      }
      await sleep(POLL_INTERVAL_MS);
    }
  }

  /** Keeps ECPay's record: the sandbox has no database, and ends now. Every order is settled, or unknown to ECPay. */
  async keepRecord(): Promise<void> {
    await this.stopClock();
    for (const view of await this.#record()) this.#kept.set(view.tradeNo, view);
  }

  /**
   * Compares every order with ECPay's record: issued once, and each ticket in the same state. Compares its events with
   * their numbers: the webhook has received each.
   */
  async differences(): Promise<readonly string[]> {
    const record = new Map(this.#kept);
    for (const view of await this.#record()) record.set(view.tradeNo, view);
    const texts: string[] = [];
    for (const tradeNo of this.#refs.keys()) {
      const { status, tickets } = await this.#read(tradeNo);
      const view = record.get(tradeNo);
      const [atEcpay, inTemporal] = [statesOf(view), tickets.map(({ ticketNo, state }) => `${ticketNo} ${state}`)];
      const expected = status === 'awaitingPayment' ? 0 : 1;
      if ((view?.issuances ?? 0) !== expected) texts.push(`${tradeNo} was issued ${view?.issuances} times (${status})`);
      const numbers = this.parts.merchant.eventsOf(tradeNo).map(({ sequence }) => sequence);
      if (numbers.some((number, index) => number !== index + 1)) texts.push(`${tradeNo}: events ${numbers.join()}`);
      if (atEcpay.join() !== inTemporal.sort().join())
        texts.push(`${tradeNo}: ${atEcpay.join()} is ${inTemporal.join()}`);
    }
    return texts;
  }

  async #place(): Promise<OrderRef> {
    const tradeNo = `K${this.#run}${String(this.#refs.size + 1).padStart(3, '0')}`;
    const order: TicketOrder = {
      ...{ merchantId: ISSUE_ONLY_MERCHANT, merchantTradeNo: tradeNo, operator: 'Test' },
      ...{ issueType: 'electronic', availability: 'immediate', ...CUSTOMER },
      items: [{ itemNo: 'VQT04959', quantity: 2 }],
    };
    this.#refs.set(tradeNo, order);
    const { ref } = await persist(() =>
      this.parts.ecticket.placeOrder({ order, payment: { amount: 1360 }, timing: TIMING }),
    );
    this.#refs.set(tradeNo, ref);
    return ref;
  }

  async #finish(ref: OrderRef): Promise<void> {
    const id = tradeNoOf(ref);
    await persist(() => this.parts.ecticket.confirmPayment(ref, { amount: 1360, reference: `payment-${id}` }));
    await this.#waitFor(ref, 'active');
    // A clerk scans the tickets. The order learns it from a callback.
    await this.#post(`orders/${id}/redeem`, { count: 2 });
    await this.#waitFor(ref, 'settled');
    // The webhook receives the event after a worker that was killed has been replaced.
    while (this.parts.merchant.eventsOf(id).at(-1)?.type !== 'settled') await sleep(POLL_INTERVAL_MS);
  }

  async #waitFor(ref: OrderRef, status: 'active' | 'settled'): Promise<void> {
    await persist(() => this.parts.ecticket.waitForStatus(ref, status, { timeoutMs: STATUS_TIMEOUT_MS }));
  }

  async #record(): Promise<readonly OrderView[]> {
    return (await (await fetch(`${this.parts.sandbox}/_sandbox/orders`)).json()) as OrderView[];
  }

  async #read(tradeNo: string): Promise<OrderSnapshot> {
    const ref = this.#refs.get(tradeNo);
    if (ref === undefined) throw new Error(`${tradeNo} was not placed here`);
    return await persist(() => this.parts.ecticket.getOrder(ref));
  }

  async #advanceClock(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      await this.#post('clock', { advance: CLOCK_STEP });
      await this.#post('callbacks/run', {});
      await sleep(CLOCK_INTERVAL_MS, undefined, { signal: stopped }).catch(() => undefined);
    }
  }

  async #post(path: string, body: object): Promise<void> {
    const response = await fetch(`${this.parts.sandbox}/_sandbox/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`The sandbox refused ${path}: ${await response.text()}`);
  }
}

function statesOf(view: OrderView | undefined): string[] {
  return (view?.tickets ?? []).map(({ ticketNo, useStatus }) => `${ticketNo} ${STATES[useStatus]}`).sort();
}
