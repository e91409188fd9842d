/**
 * ECPay's checkout sends the browser here with POST. Anybody can send the same, so it decides only which sentence the
 * page shows until the order itself is paid: ECPay notifies the receiver.
 */
import { orderPath } from '../../../../../server/links';
import { requireTradeNo, type OrderParams } from '../../../../../server/orders';

export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';

export async function POST(request: Request, context: OrderParams): Promise<Response> {
  const tradeNo = await requireTradeNo(context);
  const fields = new URLSearchParams(await request.text());
  const returned = fields.get('RtnCode') === '1' ? 'paid' : 'refused';
  return seeOther(`${orderPath(tradeNo)}?returned=${returned}`);
}

/** The browser's Back button may repeat the request without its body. */
export async function GET(_request: Request, context: OrderParams): Promise<Response> {
  return seeOther(orderPath(await requireTradeNo(context)));
}

function seeOther(location: string): Response {
  return new Response(undefined, { status: 303, headers: { location } });
}
