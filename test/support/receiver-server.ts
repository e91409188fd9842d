/** A listening callback receiver of the stage merchants. */
import type { Client } from '@temporalio/client';
import { MerchantRegistry, STAGE_MERCHANTS, type PaymentApi } from '../../ecticket/index.js';
import * as testing from '../../testing/receiver-server.js';

export type { ReceiverServer } from '../../testing/receiver-server.js';

/** Starts the receiver at a free port. `payments` queries ECPay about payments without an order. */
export async function startReceiverServer(client: Client, payments?: PaymentApi): Promise<testing.ReceiverServer> {
  return await testing.startReceiverServer(client, new MerchantRegistry(STAGE_MERCHANTS), payments);
}
