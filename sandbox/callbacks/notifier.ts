import type { Fault, FaultKind, Faults } from '../faults/faults.js';
import type { Attempt, Callback, Order, Ticket } from '../orders/order.js';
import type { Clock } from '../time/clock.js';
import { nextHour } from '../time/taipei.js';

const MINUTE_MS = 60_000;

/** When ECPay's daily job runs, Asia/Taipei: the hour is a choice. */
const DAILY_JOB_HOUR = 9;
/** "After 5 to 15 minutes". */
const REPEAT_DELAY_MS = 10 * MINUTE_MS;
/** "Up to four times that day". The day's end is not looked at: with a delay of seconds it would cut repeats at random. */
const MAX_REPEATS = 4;
/** How long a callback stays back to be overtaken where a fault does not say: a choice. */
const DEFAULT_HOLD_BACK_MS = MINUTE_MS;

/** Sends one callback once and says how it went. */
export type Send = (order: Order, callback: Callback) => Promise<Attempt>;

interface PendingCallback {
  readonly order: Order;
  readonly callback: Callback;
}

interface DueCallback extends PendingCallback {
  readonly fault: Fault<FaultKind<'callbacks'>> | undefined;
}

/**
 * Tells merchants what became of their tickets: by the daily job, or `callbackDelay` ms after the event. What is not
 * answered correctly is sent again (developers.ecpay.com.tw/?p=46921, ?p=32228).
 */
export class Notifier {
  #pending: PendingCallback[] = [];

  constructor(
    private readonly parts: { readonly clock: Clock; readonly faults: Faults; readonly send: Send },
    private readonly options: { readonly callbackDelay?: number | undefined },
  ) {}

  /** These tickets were redeemed, refunded, or either was withdrawn. */
  notifyChange(order: Order, tickets: readonly Ticket[]): void {
    this.#enqueue('useStatus', order.data?.UseStatusNotifyURL, order, tickets);
  }

  /** These tickets were refunded; the merchant hears of the pickup vouchers, since only they are money. */
  notifyRefund(order: Order, tickets: readonly Ticket[]): void {
    const pickupVouchers = tickets.filter(({ ticketType }) => ticketType === '1');
    if (pickupVouchers.length > 0) this.#enqueue('refund', order.data?.RefundNotifyURL, order, pickupVouchers);
  }

  /** The daily job now: all that was not sent yet, and what is due again. Answers what it sent, when that is done. */
  async runNow(): Promise<readonly Callback[]> {
    const now = this.parts.clock.now();
    for (const { callback } of this.#pending) {
      if (callback.data === undefined) callback.dueAt = Math.min(callback.dueAt, now);
    }
    return this.#sendDue();
  }

  /** A callback that has not gone out yet takes later changes along: with the daily job, those of a whole day. */
  #enqueue(kind: Callback['kind'], url: string | undefined, order: Order, tickets: readonly Ticket[]): void {
    if (url === undefined) return;
    const now = this.parts.clock.now();
    const { callbackDelay } = this.options;
    const dueAt = callbackDelay === undefined ? nextHour(now, DAILY_JOB_HOUR) : now + callbackDelay;
    const unsent = order.callbacks.find((c) => c.kind === kind && canTakeMoreTickets(c));
    if (unsent) {
      for (const ticket of tickets) unsent.tickets.add(ticket);
      return;
    }
    const callback: Callback = { kind, url, tickets: new Set(tickets), dueAt, state: 'waiting', attempts: [] };
    order.callbacks.push(callback);
    this.#pending.push({ order, callback });
    this.#scheduleSending(dueAt);
  }

  #scheduleSending(time: number): void {
    this.parts.clock.schedule(time, async () => {
      await this.#sendDue();
    });
  }

  async #sendDue(): Promise<readonly Callback[]> {
    const now = this.parts.clock.now();
    const due = this.#pending.filter(({ callback }) => callback.state === 'waiting' && callback.dueAt <= now);
    const dueCallbacks = due.map((entry): DueCallback => ({
      ...entry,
      fault: this.parts.faults.take('callbacks', entry.order),
    }));
    const onTime = dueCallbacks.filter(({ fault }) => fault?.kind !== 'reorder');
    const reordered = dueCallbacks.filter(({ fault }) => fault?.kind === 'reorder');
    // With nobody here to overtake it, a callback waits for whatever comes next.
    const last = onTime.length > 0 ? reordered : [];
    if (onTime.length === 0) for (const dueCallback of reordered) this.#holdBack(dueCallback, now);

    for (const { callback } of [...onTime, ...last]) callback.state = 'sending';
    await runPerOrder(onTime, (dueCallback) => this.#attempt(dueCallback));
    await runPerOrder(last, (dueCallback) => this.#attempt(dueCallback));
    this.#pending = this.#pending.filter(
      ({ callback }) => callback.state === 'waiting' || callback.state === 'sending',
    );
    return [...onTime, ...last].map(({ callback }) => callback);
  }

  #holdBack({ callback, fault }: DueCallback, now: number): void {
    callback.dueAt = now + (fault?.ms ?? DEFAULT_HOLD_BACK_MS);
    callback.isHeldBack = true;
    this.#scheduleSending(callback.dueAt);
  }

  async #attempt({ order, callback, fault }: DueCallback): Promise<void> {
    const { clock, send } = this.parts;
    const attempts: Attempt[] = [];
    if (fault?.kind === 'drop') attempts.push({ at: clock.now(), result: 'dropped' });
    else attempts.push(await send(order, callback));
    if (fault?.kind === 'duplicate') attempts.push({ ...(await send(order, callback)), duplicate: true });
    callback.attempts.push(...attempts);

    if (attempts.some(({ result }) => result === 'answered')) callback.state = 'answered';
    else if (callback.attempts.filter(({ duplicate }) => !duplicate).length > MAX_REPEATS) callback.state = 'givenUp';
    else {
      callback.state = 'waiting';
      callback.dueAt = clock.now() + REPEAT_DELAY_MS;
      this.#scheduleSending(callback.dueAt);
    }
  }
}

/** Not one that was tried, whose Data stands, nor one that stays back: what comes after it is to overtake it. */
function canTakeMoreTickets({ state, attempts, isHeldBack }: Callback): boolean {
  return state === 'waiting' && attempts.length === 0 && !isHeldBack;
}

/** How many orders are told at the same time. */
const MAX_CONCURRENT_ORDERS = 16;

/** Does something to every entry: one after the other within an order, several orders at the same time. */
export async function runPerOrder<PendingCallback extends { readonly order: Order }>(
  entries: readonly PendingCallback[],
  act: (entry: PendingCallback) => Promise<void>,
): Promise<void> {
  const byOrder = new Map<Order, PendingCallback[]>();
  for (const entry of entries) byOrder.set(entry.order, [...(byOrder.get(entry.order) ?? []), entry]);

  const queue = [...byOrder.values()];
  const runFromQueue = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      for (const entry of next) await act(entry);
    }
  };
  await Promise.all(Array.from({ length: MAX_CONCURRENT_ORDERS }, runFromQueue));
}
