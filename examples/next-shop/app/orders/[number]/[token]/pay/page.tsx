/** Sends the browser to ECPay's checkout. */
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { CheckoutForm } from '../../../../../components/checkout-form';
import { Notice } from '../../../../../components/notice';
import { orderPath } from '../../../../../server/links';
import { requireTradeNo, type OrderParams } from '../../../../../server/orders';
import { isTemporary } from '../../../../../server/problems';
import { createCheckoutForm } from '../../../../../server/purchase';

export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Payment' };

export default async function PayPage(props: OrderParams) {
  const tradeNo = await requireTradeNo(props);
  const path = orderPath(tradeNo);
  let form;
  try {
    form = await createCheckoutForm(tradeNo);
  } catch (error) {
    if (!isTemporary(error)) throw error;
    return (
      <Notice title="The store does not answer" kind="problem">
        <p>Your order {tradeNo} is placed and not paid yet.</p>
        <a className="button main" href={`${path}/pay`}>
          Try again
        </a>
      </Notice>
    );
  }
  if (form === undefined) redirect(path);
  return (
    <Notice title="To the payment" kind="status">
      <CheckoutForm {...form} returnTo={path} />
    </Notice>
  );
}
