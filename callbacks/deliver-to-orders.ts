import type { Client } from '@temporalio/client';
import { OrderExecutions } from '../client/order-executions.js';
import { callbackReceived } from '../workflows/messages.js';
import { workflowIdOf } from '../workflows/names.js';
import type { ReceiverOptions } from './receiver.js';

/** Below the time in which the receiver must answer. Milliseconds. */
const SIGNAL_WITHIN = 7000;

/** Hands callbacks to the orders that `client` reaches, as the signal `callbackReceived`. Needs no worker. */
export function deliverToOrders(client: Client): ReceiverOptions['deliver'] {
  const orders = new OrderExecutions(client);
  return (order, callback) => orders.signal(workflowIdOf(order), callbackReceived, [callback], SIGNAL_WITHIN);
}
