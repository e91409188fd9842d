/** Delivers events to the merchant: at least once, in order, and as many as one attempt has time for. */
import { setTimeout as sleep } from 'node:timers/promises';
import { activityInfo, ApplicationFailure, cancellationSignal, heartbeat } from '@temporalio/activity';
import type { MerchantEvent } from '../workflows/merchant-events.js';
import { Deliveries, measure, type DeliverEvent } from './deliveries.js';

/** Milliseconds between two signs of life. */
const HEARTBEAT_INTERVAL = 2_000;

/** Which parts of its limit (start to close) an attempt begins deliveries in, and awaits the last one in. */
const BEGINS_FOR = 1 / 2;
const AWAITS_FOR = 9 / 10;

/**
 * Milliseconds. The short way tries once more: that outlasts a blip, and no attempt of it fails at once, in the moment in
 * which a query is answered that came with the same workflow task (docs/decisions/0021).
 */
const AGAIN_AFTER = 250;

export function makeTellMerchant(deliver: DeliverEvent) {
  const deliveries = new Deliveries(deliver);
  /**
   * Goes on after what an earlier attempt is known to have delivered. Begins nothing more when it is cancelled (the order
   * continues as new, the worker ends, the server has given this attempt up) or when half of its time is over.
   * @returns the sequence of the last event that was taken; some may be left
   * @throws EVENT_NOT_TAKEN when not even the first was
   */
  return async function tellMerchant(events: readonly MerchantEvent[]): Promise<number> {
    const attempt = new Attempt();
    try {
      for (const event of events) {
        if (attempt.hasDelivered(event)) continue;
        if (attempt.isToEnd()) break;
        const why = await failureOf(deliveries, event, attempt);
        if (why === undefined) attempt.delivered(event);
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
  readonly #heartbeats: NodeJS.Timeout | undefined;

  constructor() {
    if (this.isLocal) return;
    const known: unknown = this.#info.heartbeatDetails;
    if (typeof known === 'number') this.upTo = known;
    this.#heartbeats = setInterval(() => heartbeat(this.upTo), HEARTBEAT_INTERVAL);
  }

  /** The regular attempt is the only one there is; a local one is followed by that. */
  get isLocal(): boolean {
    return this.#info.isLocal;
  }

  hasDelivered({ sequence }: MerchantEvent): boolean {
    return this.upTo !== undefined && sequence <= this.upTo;
  }

  delivered({ sequence }: MerchantEvent): void {
    this.upTo = sequence;
    if (!this.isLocal) heartbeat(sequence);
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
  const why = await failureOfOne(deliveries, event, attempt);
  if (why === undefined || !attempt.isLocal || attempt.msLeft(AWAITS_FOR) < AGAIN_AFTER) return why;
  await sleep(AGAIN_AFTER);
  return await failureOfOne(deliveries, event, attempt);
}

async function failureOfOne(
  deliveries: Deliveries,
  event: MerchantEvent,
  attempt: Attempt,
): Promise<string | undefined> {
  const ms = Math.max(attempt.msLeft(AWAITS_FOR), 0);
  try {
    if (await deliveries.awaitFor(ms, event)) return undefined;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  // It had all the time there is: the next attempt sends it anew. A local one, or one that had less, leaves it to be awaited.
  if (!attempt.isLocal && attempt.upTo === undefined) {
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
