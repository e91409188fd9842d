/** The optional second look: is the money really there, says ECPay's payment system? */
import type { PaymentAnswer } from '../activities/index.js';
import type { OrderRun } from './order-run.js';
import { tradeNoOf } from './names.js';
import { provider } from './provider.js';

/** Asks before Issue where the order was placed so. Its books may be some ten minutes behind, so it is asked for a while. */
export async function checkPayment(run: OrderRun): Promise<void> {
  const { terms, paymentChecked } = run.state;
  if (terms.due === 'nothing' || terms.doubleCheck !== true || paymentChecked) return;
  run.publish();
  const answer: PaymentAnswer = await provider(
    'issue',
    `Ask ECPay’s payments whether ${tradeNoOf(run.ref)} is paid`,
  ).checkPayment({
    ref: run.ref,
    askUntil: Date.now() + run.timing.paymentCheckLimit,
    interval: run.timing.paymentCheckInterval,
  });
  run.apply({ ...answer, type: 'paymentChecked' });
}
