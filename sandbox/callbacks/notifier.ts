import type { Fault, FaultKind, Faults } from '../faults/faults.js';
import type { Attempt, Callback, Order, Ticket } from '../orders/order.js';
import type { Clock } from '../time/clock.js';
import { nextHour } from '../time/taipei.js';

const MINUTE = 60_000;

/** When ECPay's daily job runs, Asia/Taipei: the hour is a choice. */
const DAILY_JOB_AT = 9;
/** "After 5 to 15 minutes". */
const REPEAT_AFTER = 10 * MINUTE;
/** "Up to four times that day". The day's end is not looked at: with a delay of seconds it would cut repeats at random. */
const REPEATS = 4;
/** How long a callback stays back to be overtaken where a fault does not say: a choice. */
const STAY_BACK = MINUTE;

/** Sends one callback once and says how it went. */
export type Send = (order: Order, callback: Callback) => Promise<Attempt>;

interface Entry {
  readonly order: Order;
  readonly callback: Callback;
}

interface Departure extends Entry {
  readonly fault: Fault<FaultKind<'callbacks'>> | undefined;
}

/**
 * Tells merchants what became of their tickets: by the daily job, or `callbackDelay` ms after the event. What is not
 * answered correctly is sent again (developers.ecpay.com.tw/?p=46921, ?p=32228).
 */
export class Notifier {
  #open: Entry[] = [];

  constructor(
    private readonly parts: { readonly clock: Clock; readonly faults: Faults; readonly send: Send },
    private readonly options: { readonly callbackDelay?: number | undefined },
  ) {}

  /** These tickets were redeemed, refunded, or either was withdrawn. */
  ticketsChanged(order: Order, tickets: readonly Ticket[]): void {
    this.#add('useStatus', order.data?.UseStatusNotifyURL, order, tickets);
  }

  /** These tickets were refunded; the merchant hears of the pickup vouchers, since only they are money. */
  ticketsRefunded(order: Order, tickets: readonly Ticket[]): void {
    const pickupVouchers = tickets.filter(({ ticketType }) => ticketType === '1');
    if (pickupVouchers.length > 0) this.#add('refund', order.data?.RefundNotifyURL, order, pickupVouchers);
  }

  /** The daily job now: all that was not sent yet, and what is due again. Answers what it sent, when that is done. */
  async runNow(): Promise<readonly Callback[]> {
    const now = this.parts.clock.now();
    for (const { callback } of this.#open) {
      if (callback.data === undefined) callback.dueAt = Math.min(callback.dueAt, now);
    }
    return this.#sendDue();
  }

  /** A callback that has not gone out yet takes later changes along: with the daily job, those of a whole day. */
  #add(kind: Callback['kind'], url: string | undefined, order: Order, tickets: readonly Ticket[]): void {
    if (url === undefined) return;
    const now = this.parts.clock.now();
    const { callbackDelay } = this.options;
    const dueAt = callbackDelay === undefined ? nextHour(now, DAILY_JOB_AT) : now + callbackDelay;
    const unsent = order.callbacks.find((c) => c.kind === kind && takesAlong(c));
    if (unsent) {
      for (const ticket of tickets) unsent.tickets.add(ticket);
      return;
    }
    const callback: Callback = { kind, url, tickets: new Set(tickets), dueAt, state: 'waiting', attempts: [] };
    order.callbacks.push(callback);
    this.#open.push({ order, callback });
    this.#sendAt(dueAt);
  }

  #sendAt(time: number): void {
    this.parts.clock.schedule(time, async () => {
      await this.#sendDue();
    });
  }

  async #sendDue(): Promise<readonly Callback[]> {
    const now = this.parts.clock.now();
    const due = this.#open.filter(({ callback }) => callback.state === 'waiting' && callback.dueAt <= now);
    const departures = due.map((entry): Departure => ({
      ...entry,
      fault: this.parts.faults.take('callbacks', entry.order),
    }));
    const onTime = departures.filter(({ fault }) => fault?.kind !== 'reorder');
    const overtaken = departures.filter(({ fault }) => fault?.kind === 'reorder');
    // With nobody here to overtake it, a callback waits for whatever comes next.
    const last = onTime.length > 0 ? overtaken : [];
    if (onTime.length === 0) for (const departure of overtaken) this.#stayBack(departure, now);

    for (const { callback } of [...onTime, ...last]) callback.state = 'sending';
    await inTurns(onTime, (departure) => this.#attempt(departure));
    await inTurns(last, (departure) => this.#attempt(departure));
    this.#open = this.#open.filter(({ callback }) => callback.state === 'waiting' || callback.state === 'sending');
    return [...onTime, ...last].map(({ callback }) => callback);
  }

  #stayBack({ callback, fault }: Departure, now: number): void {
    callback.dueAt = now + (fault?.ms ?? STAY_BACK);
    callback.stayedBack = true;
    this.#sendAt(callback.dueAt);
  }

  async #attempt({ order, callback, fault }: Departure): Promise<void> {
    const { clock, send } = this.parts;
    const attempts: Attempt[] = [];
    if (fault?.kind === 'drop') attempts.push({ at: clock.now(), result: 'dropped' });
    else attempts.push(await send(order, callback));
    if (fault?.kind === 'duplicate') attempts.push({ ...(await send(order, callback)), duplicate: true });
    callback.attempts.push(...attempts);

    if (attempts.some(({ result }) => result === 'answered')) callback.state = 'answered';
    else if (callback.attempts.filter(({ duplicate }) => !duplicate).length > REPEATS) callback.state = 'givenUp';
    else {
      callback.state = 'waiting';
      callback.dueAt = clock.now() + REPEAT_AFTER;
      this.#sendAt(callback.dueAt);
    }
  }
}

/** Not one that was tried, whose Data stands, nor one that stays back: what comes after it is to overtake it. */
function takesAlong({ state, attempts, stayedBack }: Callback): boolean {
  return state === 'waiting' && attempts.length === 0 && !stayedBack;
}

/** How many orders are told at the same time. */
const AT_ONCE = 16;

/** Does something to every entry: one after the other within an order, several orders at the same time. */
export async function inTurns<Entry extends { readonly order: Order }>(
  entries: readonly Entry[],
  act: (entry: Entry) => Promise<void>,
): Promise<void> {
  const byOrder = new Map<Order, Entry[]>();
  for (const entry of entries) byOrder.set(entry.order, [...(byOrder.get(entry.order) ?? []), entry]);

  const waiting = [...byOrder.values()];
  const workOff = async () => {
    for (let turn = waiting.shift(); turn; turn = waiting.shift()) {
      for (const entry of turn) await act(entry);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, workOff));
}
