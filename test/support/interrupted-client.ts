/** Interrupts a client between two of its calls to Temporal. */
import { AsyncResource } from 'node:async_hooks';
import { Client, type WorkflowClientInterceptor } from '@temporalio/client';
import { ECTicketClient } from '../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS, type OrderRef } from '../../ecticket/index.js';
import { PROMPT, type DevWorld } from './dev-world.js';
import type { OrderWorld } from './order-world.js';
import { paperOrder } from './orders.js';

export const refOf = (merchantTradeNo: string): OrderRef => ({ merchantId: '3085676', merchantTradeNo });

/** A Temporal client with an interceptor. */
export function temporalWith({ environment }: OrderWorld, interceptor: WorkflowClientInterceptor): Client {
  const { connection, namespace = 'default' } = environment;
  return new Client({ connection, namespace, interceptors: { workflow: [interceptor] } });
}

export function ticketsOn(client: Client): ECTicketClient {
  return new ECTicketClient({
    checkCatalogue: false,
    environment: 'sandbox',
    client,
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
  });
}

/** Returns a wrapper that runs `act` after its first call, whether that call succeeds or fails. */
export function andThen(act: () => Promise<unknown>): <T>(call: () => Promise<T>) => Promise<T> {
  let isDone = false;
  // Inside the interrupted call, the calls of `act` would have its deadline.
  const actOutside = AsyncResource.bind(act);
  return async (call) => {
    const made = await Promise.allSettled([call()]);
    if (!isDone) {
      isDone = true;
      await actOutside();
    }
    if (made[0].status === 'rejected') throw made[0].reason;
    return made[0].value;
  };
}

/** Places an unpaid order of two tickets. */
export async function place({ client }: DevWorld, merchantTradeNo: string): Promise<OrderRef> {
  return (await client.placeOrder({ order: paperOrder(merchantTradeNo), timing: PROMPT })).ref;
}
