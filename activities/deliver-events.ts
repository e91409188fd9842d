/** Delivers events to the merchant: at least once, in order, and as many as one attempt has time for. */
import { activityInfo, ApplicationFailure, cancellationSignal, heartbeat } from '@temporalio/activity';
import type { MerchantEvent } from '../workflows/messages/merchant-events.js';
import { Deliveries, measure, type DeliverEvent } from './deliveries.js';

/** Milliseconds between two signs of life. */
const HEARTBEAT_INTERVAL = 2_000;

/** Which parts of its limit (start to close) an attempt begins deliveries in, and awaits the last one in. */
const BEGINS_FOR = 1 / 2;
const AWAITS_FOR = 9 / 10;

export function makeDeliverEvents(deliver: DeliverEvent) {
  const deliveries = new Deliveries(deliver);
  /**
   * Goes on after what an earlier attempt is known to have delivered. Begins nothing more when it is cancelled (the order
   * continues as new, the worker ends, the server has given this attempt up) or when half of its time is over.
   * @returns the sequence of the last event that was taken; some may be left
   * @throws EVENT_NOT_TAKEN when not even the first was
   */
  return async function deliverEvents(events: readonly MerchantEvent[]): Promise<number> {
    const attempt = new Attempt();
    try {
      for (const event of events) {
        if (attempt.hasDelivered(event)) continue;
        if (attempt.isToEnd()) break;
        const why = await failureOf(deliveries, event, attempt);
        if (why === undefined) attempt.delivered(event, event === events.at(-1));
        else if (attempt.upTo === undefined) throw notTaken(event, why);
        else break;
      }
      return attempt.upTo ?? 0;
    } finally {
      attempt.end();
    }
  };
}

/** One attempt of the activity: what it knows to be delivered, and the time it has. */
class Attempt {
  /** The sequence of the last event known to be delivered, here or by an earlier attempt. */
  upTo: number | undefined;
  readonly #info = activityInfo();
  readonly #beganAt = performance.now();
  readonly #heartbeats: NodeJS.Timeout;

  constructor() {
    const known: unknown = this.#info.heartbeatDetails;
    if (typeof known === 'number') this.upTo = known;
    this.#heartbeats = setInterval(() => heartbeat(this.upTo), HEARTBEAT_INTERVAL);
  }

  hasDelivered({ sequence }: MerchantEvent): boolean {
    return this.upTo !== undefined && sequence <= this.upTo;
  }

  /** After the last one the activity's own answer says it. */
  delivered({ sequence }: MerchantEvent, isLast: boolean): void {
    this.upTo = sequence;
    if (!isLast) heartbeat(sequence);
  }

  /** Never before the first delivery: an attempt brings something about, or fails. */
  isToEnd(): boolean {
    if (this.upTo === undefined) return false;
    return cancellationSignal().aborted || this.msLeft(BEGINS_FOR) <= 0;
  }

  /** Of this part of the attempt's limit. */
  msLeft(part: number): number {
    return this.#beganAt + this.#info.startToCloseTimeoutMs * part - performance.now();
  }

  end(): void {
    clearInterval(this.#heartbeats);
  }
}

/** Why the event was not taken, undefined when it was. */
async function failureOf(deliveries: Deliveries, event: MerchantEvent, attempt: Attempt): Promise<string | undefined> {
  const ms = Math.max(attempt.msLeft(AWAITS_FOR), 0);
  try {
    if (await deliveries.awaitFor(ms, event)) return undefined;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  // It had all the time there is: the next attempt sends it anew. One that had less is left to be awaited.
  if (attempt.upTo === undefined) {
    deliveries.forget(event);
    measure(event, 'notTaken');
  }
  return `not within ${Math.round(ms / 1000)} seconds`;
}

/** Whatever the merchant's code throws, the event is tried again: an order's news is not lost over it. */
function notTaken(event: MerchantEvent, why: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'EVENT_NOT_TAKEN',
    message: `The merchant did not take event ${event.id} (${event.type}): ${why}`,
  });
}
