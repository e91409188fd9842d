/** What ECPay calls: payment notifications and callbacks. The receiver verifies them. */
import { toWebHandler } from 'temporal-ecticket/callbacks';
import { backend } from '../../../server/backend';

export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';

export const POST = (request: Request): Promise<Response> => toWebHandler(backend().receiver)(request);
