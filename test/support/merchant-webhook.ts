/** A merchant's event handler that a test switches between accepting and refusing events. */
import { expect } from '@jest/globals';
import type { DeliverEvent } from '../../activities/index.js';
import type { OrderRef } from '../../ecticket/order.js';
import type { MerchantEvent } from '../../workflows/messages/merchant-events.js';
import type { OrderWorld } from './order-world.js';

export const acceptEvent = () => Promise.resolve();
export const refuseEvent = () => Promise.reject(new Error('the webhook is down'));

export class MerchantWebhook {
  /** Handles an event; the event is accepted when this resolves. */
  handle: (event: MerchantEvent) => Promise<unknown> = acceptEvent;
  /** The largest number of concurrent deliveries. */
  maxConcurrent = 0;
  #concurrent = 0;
  readonly #accepted: MerchantEvent[] = [];

  readonly deliver: DeliverEvent = async (event) => {
    this.#concurrent += 1;
    this.maxConcurrent = Math.max(this.maxConcurrent, this.#concurrent);
    try {
      await this.handle(event);
      this.#accepted.push(event);
    } finally {
      this.#concurrent -= 1;
    }
  };

  /** The sequence numbers of the order's accepted events, in order of acceptance. */
  acceptedSequences({ merchantTradeNo }: OrderRef): number[] {
    return this.#accepted
      .filter(({ order }) => order.merchantTradeNo === merchantTradeNo)
      .map(({ sequence }) => sequence);
  }
}

/** Redeems eight of an issued order's ten tickets while the webhook refuses events, so events 3 to 10 are pending. */
export async function redeemWhileRefusing(
  { client }: OrderWorld,
  webhook: MerchantWebhook,
  ref: OrderRef,
): Promise<void> {
  webhook.handle = refuseEvent;
  for (let count = 0; count < 8; count += 1) await client.redeem(ref, { tickets: { count: 1 } });
  expect((await client.getOrder(ref)).events).toMatchObject({ last: 10, undelivered: 8 });
}

export const sequencesUpTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
