/** An order as the merchant's page shows it. */
import { OrderNotFoundError, TemporalUnavailableError } from 'temporal-ecticket/client';
import { ecticket } from '../../../ecticket';

interface Context {
  readonly params: Promise<{ readonly merchantTradeNo: string }>;
}

export async function GET(_request: Request, { params }: Context): Promise<Response> {
  try {
    const { merchantTradeNo } = await params;
    return Response.json(await ecticket.getOrder({ merchantId: '3085676', merchantTradeNo }));
  } catch (error) {
    if (error instanceof OrderNotFoundError) return answer(404, error);
    if (error instanceof TemporalUnavailableError) return answer(503, error);
    throw error;
  }
}

function answer(status: number, { code, message }: { readonly code: string; readonly message: string }): Response {
  return Response.json({ code, message }, { status });
}
