/** What several roads of recorded histories share: references, payments, and steps of an order. */
import { workflowIdOf } from '../../client/index.js';
import type { OrderRef } from '../../ecticket/index.js';
import { callbackReceived } from '../../workflows/messages/workflow.js';
import type { Environment } from '../environment/environment.js';
import { AMOUNT, MERCHANT } from '../environment/orders.js';

/** Who decides about the orders, and why. */
export const OPERATOR = { by: 'Bench', why: 'a recorded history' } as const;

export const refOf = (merchantTradeNo: string): OrderRef => ({ merchantId: MERCHANT, merchantTradeNo });
export const paid = (tradeNo: string) => ({ payment: { paid: { reference: `R-${tradeNo}`, amount: AMOUNT } } });

/** Sends ECPay's callback to the order. */
export async function callBack({ client }: Environment, ref: OrderRef): Promise<void> {
  const callback = { kind: 'useStatus', receivedAt: new Date().toISOString(), data: {} } as const;
  await client.workflow.getHandle(workflowIdOf(ref)).signal(callbackReceived, callback);
}

/** Pays at AIO, which notifies the receiver. @param bookedAfter when ECPay's payment query finds the payment */
export async function payAtAio(
  { control, receiverUrl }: Environment,
  merchantTradeNo: string,
  bookedAfter = '0 seconds',
): Promise<void> {
  const notifyUrl = `${receiverUrl}/ecpay/payment/aio`;
  await control('payments', { kind: 'aio', merchantTradeNo, amount: AMOUNT, notifyUrl, bookedAfter });
}

/** Redeems both tickets of an order as soon as it has them. */
export async function redeemAll({ ecticket, events }: Environment, tradeNo: string): Promise<void> {
  await events.waitFor(tradeNo, 'issued');
  await ecticket.redeem(refOf(tradeNo), { tickets: { count: 2 } });
}
