import { findOrder, nameOf } from '../order-name.js';
import type { Shell } from '../shell.js';

export interface PayOptions {
  readonly amount?: number | undefined;
  readonly reference?: string | undefined;
  readonly paidAt?: string | undefined;
}

export async function payOrder(shell: Shell, name: string, options: PayOptions): Promise<void> {
  const { amount, reference, paidAt } = options;
  const payment = {
    ...(amount !== undefined && { amount }),
    ...(reference !== undefined && { reference }),
    ...(paidAt !== undefined && { paidAt }),
  };
  const ref = await findOrder(shell, name);
  await (await shell.tickets()).confirmPayment(ref, payment);
  shell.tell({ ref, payment }, () => `The order ${nameOf(ref)} has the payment.`);
}
