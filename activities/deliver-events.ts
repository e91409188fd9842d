import { activityInfo, ApplicationFailure, cancellationSignal, heartbeat } from '@temporalio/activity';
import type { MerchantEvent } from '../workflows/messages/merchant-events.js';
import { Deliveries, measureDelivery, type DeliverEvent } from './deliveries.js';

const HEARTBEAT_INTERVAL_MS = 2_000;

/** Share of the start-to-close timeout in which an attempt starts deliveries. */
const START_SHARE = 1 / 2;
/** Share of the start-to-close timeout until which an attempt awaits its last delivery. */
const AWAIT_SHARE = 9 / 10;

/** The activity `deliverEvents`: delivers events to the merchant at least once, and in order. */
export function makeDeliverEvents(deliver: DeliverEvent) {
  const deliveries = new Deliveries(deliver);
  /**
   * Continues after the events that an earlier attempt has delivered. Starts no further delivery after half of its
   * time, or when it is cancelled: the order continues as new, the worker shuts down, or the server has timed out the
   * attempt.
   *
   * @returns the sequence of the last accepted event; later events may be left
   * @throws EVENT_NOT_ACCEPTED if the merchant has accepted none
   */
  return async function deliverEvents(events: readonly MerchantEvent[]): Promise<number> {
    const attempt = new Attempt();
    try {
      for (const event of events) {
        if (attempt.hasDelivered(event)) continue;
        if (attempt.shouldStop()) break;
        const failure = await deliverOne(deliveries, event, attempt);
        if (failure === undefined) attempt.recordDelivery(event, event === events.at(-1));
        else if (attempt.deliveredUpTo === undefined) throw eventNotAccepted(event, failure);
        else break;
      }
      return attempt.deliveredUpTo ?? 0;
    } finally {
      attempt.end();
    }
  };
}

/** The progress and the remaining time of one attempt. */
class Attempt {
  /** The sequence of the last event that this attempt or an earlier one has delivered. */
  deliveredUpTo: number | undefined;
  readonly #info = activityInfo();
  readonly #startedAt = performance.now();
  readonly #heartbeats: NodeJS.Timeout;

  constructor() {
    const details: unknown = this.#info.heartbeatDetails;
    if (typeof details === 'number') this.deliveredUpTo = details;
    this.#heartbeats = setInterval(() => heartbeat(this.deliveredUpTo), HEARTBEAT_INTERVAL_MS);
  }

  hasDelivered({ sequence }: MerchantEvent): boolean {
    return this.deliveredUpTo !== undefined && sequence <= this.deliveredUpTo;
  }

  /** The last event needs no heartbeat: the activity's result reports it. */
  recordDelivery({ sequence }: MerchantEvent, isLast: boolean): void {
    this.deliveredUpTo = sequence;
    if (!isLast) heartbeat(sequence);
  }

  /** Never true before the first delivery: each attempt delivers at least one event, or fails. */
  shouldStop(): boolean {
    if (this.deliveredUpTo === undefined) return false;
    return cancellationSignal().aborted || this.remainingMs(START_SHARE) <= 0;
  }

  /** The remaining time of this share of the start-to-close timeout. */
  remainingMs(share: number): number {
    return this.#startedAt + this.#info.startToCloseTimeoutMs * share - performance.now();
  }

  end(): void {
    clearInterval(this.#heartbeats);
  }
}

/** @returns why the merchant did not accept the event; undefined if it did */
async function deliverOne(deliveries: Deliveries, event: MerchantEvent, attempt: Attempt): Promise<string | undefined> {
  const timeoutMs = Math.max(attempt.remainingMs(AWAIT_SHARE), 0);
  try {
    if (await deliveries.deliver(event, timeoutMs)) return undefined;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  // The delivery had the attempt's whole time: the next attempt sends the event again. After an earlier event in the
  // same attempt it had less time, so the next attempt awaits it further.
  if (attempt.deliveredUpTo === undefined) {
    deliveries.forget(event);
    measureDelivery(event, 'notAccepted');
  }
  return `no response within ${Math.round(timeoutMs / 1000)} seconds`;
}

/** A retryable failure, whatever the merchant's code throws: events must not be lost. */
function eventNotAccepted(event: MerchantEvent, failure: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'EVENT_NOT_ACCEPTED',
    message: `The merchant did not accept event ${event.id} (${event.type}): ${failure}`,
  });
}
