/** A merchant whose shop opens and closes. */
import { expect } from '@jest/globals';
import type { DeliverEvent } from '../../activities/index.js';
import type { OrderRef } from '../../ecticket/order.js';
import type { MerchantEvent } from '../../workflows/messages/merchant-events.js';
import type { OrderWorld } from './order-world.js';

export const isOpen = () => Promise.resolve();
export const isClosed = () => Promise.reject(new Error('the shop is closed'));

export class MerchantWebhook {
  /** How it takes an event; it does so when this resolves. */
  take: (event: MerchantEvent) => Promise<unknown> = isOpen;
  /** The most events that were brought at the same time. */
  atOnce = 0;
  #inHand = 0;
  readonly #taken: MerchantEvent[] = [];

  readonly deliver: DeliverEvent = async (event) => {
    this.#inHand += 1;
    this.atOnce = Math.max(this.atOnce, this.#inHand);
    try {
      await this.take(event);
      this.#taken.push(event);
    } finally {
      this.#inHand -= 1;
    }
  };

  /** The sequences of the order's events in the order in which they were taken. */
  takenOf({ merchantTradeNo }: OrderRef): number[] {
    return this.#taken.filter(({ order }) => order.merchantTradeNo === merchantTradeNo).map(({ sequence }) => sequence);
  }
}

/** Eight of an issued order's ten tickets are redeemed while the shop is closed: events 3 to 10 are waiting. */
export async function redeemWhileClosed({ client }: OrderWorld, shop: MerchantWebhook, ref: OrderRef): Promise<void> {
  shop.take = isClosed;
  for (let count = 0; count < 8; count += 1) await client.redeem(ref, { tickets: { count: 1 } });
  expect((await client.getOrder(ref)).events).toEqual({ last: 10, undelivered: 8 });
}

export const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
