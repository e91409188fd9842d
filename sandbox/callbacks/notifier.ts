import type { Fault, FaultKind, Faults } from '../faults/faults.js';
import type { Attempt, Callback, Order, Ticket } from '../orders/order.js';
import type { Clock } from '../time/clock.js';
import { nextHour } from '../time/taipei.js';
import type { CallbackMessage } from './send.js';

const MINUTE_MS = 60_000;

/** The hour at which ECPay's daily job runs, in Asia/Taipei. The sandbox's choice. */
const DAILY_JOB_HOUR = 9;
/** ECPay's page: "After 5 to 15 minutes". */
const REPEAT_DELAY_MS = 10 * MINUTE_MS;
/**
 * ECPay's page: "Up to four times that day". The sandbox ignores the end of the day: with a callback delay of seconds,
 * it would stop repeats at random.
 */
const MAX_REPEATS = 4;
/** Default delay of the fault `reorder`. The sandbox's choice. */
const DEFAULT_HOLD_BACK_MS = MINUTE_MS;
/**
 * Default delay of the fault `delay`. The sandbox's choice: ECPay's four repeats take less, so the callback arrives
 * after the last one.
 */
const DEFAULT_DELAY_MS = 60 * MINUTE_MS;

interface NotifierParts {
  readonly clock: Clock;
  readonly faults: Faults;
  /** Fixes the Data of the callback, and creates its message. */
  readonly createMessage: (order: Order, callback: Callback) => Promise<CallbackMessage>;
  /** Sends a message once and returns the result of the attempt. */
  readonly sendMessage: (message: CallbackMessage) => Promise<Attempt>;
}

interface PendingCallback {
  readonly order: Order;
  readonly callback: Callback;
}

interface DueCallback extends PendingCallback {
  readonly fault: Fault<FaultKind<'callbacks'>> | undefined;
}

/**
 * Schedules and sends callbacks about tickets: in a daily job, or `callbackDelay` ms after each change. Callbacks that
 * the merchant does not answer correctly are repeated (developers.ecpay.com.tw/?p=46921, ?p=32228).
 */
export class Notifier {
  #pending: PendingCallback[] = [];

  constructor(
    private readonly parts: NotifierParts,
    private readonly options: { readonly callbackDelay?: number | undefined },
  ) {}

  /** Schedules a callback about redemptions, refunds, and cancellations of either. */
  notifyChange(order: Order, tickets: readonly Ticket[]): void {
    this.#enqueue('useStatus', order.data?.UseStatusNotifyURL, order, tickets);
  }

  /** Schedules a callback about refunded money. Only pickup vouchers are paid for, so it reports only these. */
  notifyRefund(order: Order, tickets: readonly Ticket[]): void {
    const pickupVouchers = tickets.filter(({ ticketType }) => ticketType === '1');
    if (pickupVouchers.length > 0) this.#enqueue('refund', order.data?.RefundNotifyURL, order, pickupVouchers);
  }

  /**
   * Runs the daily job now: sends all callbacks that were never sent, and all repeats that are due. Resolves to the
   * sent callbacks.
   */
  async runNow(): Promise<readonly Callback[]> {
    const now = this.parts.clock.now();
    for (const { callback } of this.#pending) {
      if (callback.data === undefined) callback.dueAt = Math.min(callback.dueAt, now);
    }
    return this.#sendDue();
  }

  /**
   * Adds tickets to a callback that was not attempted yet, or creates one. A daily job thus reports a whole day in one
   * callback.
   */
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
    // If no other callback is due now, the callback waits for later ones.
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
    const { clock } = this.parts;
    const attempts: Attempt[] = [];
    if (fault?.kind === 'drop') attempts.push({ at: clock.now(), result: 'dropped' });
    else if (fault?.kind === 'delay') attempts.push(await this.#delay(order, callback, fault.ms));
    else attempts.push(await this.#send(order, callback));
    if (fault?.kind === 'duplicate') attempts.push({ ...(await this.#send(order, callback)), duplicate: true });
    callback.attempts.push(...attempts);

    if (attempts.some(({ result }) => result === 'answered')) callback.state = 'answered';
    else if (callback.attempts.filter(isOwnAttempt).length > MAX_REPEATS) callback.state = 'failed';
    else {
      callback.state = 'waiting';
      callback.dueAt = clock.now() + REPEAT_DELAY_MS;
      this.#scheduleSending(callback.dueAt);
    }
  }

  async #send(order: Order, callback: Callback): Promise<Attempt> {
    return this.parts.sendMessage(await this.parts.createMessage(order, callback));
  }

  /**
   * Schedules the arrival of a callback that leaves now. The message is created now and keeps this Timestamp: the
   * receiver accepts callbacks of any age.
   */
  async #delay(order: Order, callback: Callback, ms = DEFAULT_DELAY_MS): Promise<Attempt> {
    const { clock, createMessage, sendMessage } = this.parts;
    const at = clock.now();
    const message = await createMessage(order, callback);
    // ECPay no longer waits for this answer, so it does not change the state of the callback.
    clock.schedule(at + ms, async () => {
      callback.attempts.push({ ...(await sendMessage(message)), late: true });
    });
    return { at, result: 'delayed' };
  }
}

/** Returns whether ECPay made this attempt itself, so that it counts towards the repeats. Faults cause the others. */
function isOwnAttempt({ duplicate, late }: Attempt): boolean {
  return !duplicate && !late;
}

/**
 * Returns whether tickets can be added: not after the first attempt, and not while it is held back so that later
 * callbacks are sent first.
 */
function canTakeMoreTickets({ state, attempts, isHeldBack }: Callback): boolean {
  return state === 'waiting' && attempts.length === 0 && !isHeldBack;
}

/** Orders whose callbacks are sent at the same time. */
const MAX_CONCURRENT_ORDERS = 16;

/** Calls `act` for every entry: one after the other per order, several orders at the same time. */
async function runPerOrder<PendingCallback extends { readonly order: Order }>(
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
