/** A listening callback receiver that delivers to the orders of a Temporal server. */
import type { AddressInfo } from 'node:net';
import type { Client } from '@temporalio/client';
import { createCallbackServer, createReceiver, deliverToOrders, isTemporalReady } from '../callbacks/index.js';
import type { MerchantRegistry } from '../ecticket/merchants.js';
import type { PaymentApi } from '../ecticket/payments/payment-api.js';

export interface ReceiverServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Starts the receiver at a free port. `payments` queries ECPay about payments without an order. */
export async function startReceiverServer(
  client: Client,
  merchants: MerchantRegistry,
  payments?: PaymentApi,
): Promise<ReceiverServer> {
  const server = createCallbackServer({
    receiver: createReceiver({ merchants, deliver: deliverToOrders(client, { ...(payments && { payments }) }) }),
    isReady: () => isTemporalReady(client),
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
