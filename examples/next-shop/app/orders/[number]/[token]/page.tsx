/** The page of one order: its status, then its vouchers. */
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { LiveOrder } from '../../../../components/live-order';
import { Notice } from '../../../../components/notice';
import { PayAgainForm } from '../../../../components/pay-again-form';
import { PrintButton } from '../../../../components/print-button';
import { Vouchers } from '../../../../components/vouchers';
import { orderPath } from '../../../../server/links';
import { readOrder, requireTradeNo, versionOf, type OrderParams } from '../../../../server/orders';
import { isTemporary } from '../../../../server/problems';
import { describeStep, type Returned } from '../../../../server/steps';

export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Your order' };

type OrderPageProps = OrderParams & {
  readonly searchParams: Promise<{ readonly returned?: string }>;
};

export default async function OrderPage({ params, searchParams }: OrderPageProps) {
  const tradeNo = await requireTradeNo({ params });
  const { token } = await params;
  const { returned } = await searchParams;
  const path = orderPath(tradeNo);
  let order;
  try {
    order = await readOrder(tradeNo);
  } catch (error) {
    if (!isTemporary(error)) throw error;
    return (
      <Notice title="The store does not answer" kind="problem">
        <p>Your order {tradeNo} and your payment are safe. This page tries again by itself.</p>
        <LiveOrder path={path} version="" />
      </Notice>
    );
  }
  if (order === undefined) notFound();
  const step = describeStep(order, returnedOf(returned));
  const again = step.payAgain;
  return (
    <>
      <Notice title={step.title} kind={step.isProblem ? 'problem' : 'status'}>
        <p>{step.text}</p>
        {again !== undefined && <PayAgainForm tradeNo={tradeNo} token={token} label={again} />}
        {step.isWaiting && <LiveOrder path={path} version={versionOf(order)} />}
      </Notice>
      {order.payment.extra.length > 0 && order.tickets.length > 0 && (
        <p className="extra">There was more than one payment. You get the other one back.</p>
      )}
      <Vouchers tickets={order.tickets} />
      <footer>
        <p>
          Order <code>{order.merchantTradeNo ?? tradeNo}</code>
        </p>
        <p className="screen-only">Keep the address of this page: it shows your tickets to everybody who has it.</p>
        {order.counts.unused > 0 && <PrintButton />}
      </footer>
    </>
  );
}

function returnedOf(value: string | undefined): Returned {
  return value === 'paid' || value === 'refused' ? value : undefined;
}
