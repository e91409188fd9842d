/** The version of an order's page, which reloads itself when it changes. */
import { readOrder, requireTradeNo, versionOf, type OrderParams } from '../../../../../server/orders';
import { isTemporary } from '../../../../../server/problems';

export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';

export async function GET(_request: Request, context: OrderParams): Promise<Response> {
  const tradeNo = await requireTradeNo(context);
  try {
    const order = await readOrder(tradeNo);
    return Response.json({ version: order === undefined ? 'gone' : versionOf(order) });
  } catch (error) {
    if (!isTemporary(error)) throw error;
    return Response.json({}, { status: 503 });
  }
}
