/** The address that ECPay calls. */
import { createReceiver, deliverToOrders, toWebHandler } from 'temporal-ecticket/callbacks';
import { client, merchants } from '../../../ecticket';

export const POST = toWebHandler(createReceiver({ merchants, deliver: deliverToOrders(client) }));
