import { checkRef } from '../client/orders/order-ref.js';
import type { OrderRef } from '../ecticket/order.js';
import { workflowIdOf } from '../workflows/messages/names.js';
import { runQuery, type Database } from './database.js';

/** How many rows were deleted. */
export interface ForgottenOrder {
  readonly tickets: number;
  readonly events: number;
}

/**
 * Documented at `ReadModel.forgetOrder`. The order's row is locked, and marked, before its tickets and events are
 * deleted: an event that arrives meanwhile finds the mark.
 */
export async function forgetOrder(database: Database, schema: string, ref: OrderRef): Promise<ForgottenOrder> {
  checkRef('forgetOrder', ref);
  const id = workflowIdOf(ref);
  await runQuery(
    database,
    schema,
    `INSERT INTO "${schema}".orders AS stored (order_id, merchant_id, merchant_trade_no, free_trade_no, forgotten_at)
    VALUES ($1, $2, $3, $4, now())
    ON CONFLICT (order_id) DO UPDATE SET
      forgotten_at = coalesce(stored.forgotten_at, excluded.forgotten_at), reported_status = stored.status,
      paid_amount = NULL, paid_at = NULL, payment_reference = NULL, ticket_trade_no = NULL,
      attention_reason = NULL, attention_since = NULL`,
    [id, ref.merchantId, ref.merchantTradeNo ?? null, ref.freeTradeNo ?? null],
  );
  const tickets = await deleteRows(database, schema, 'tickets', id);
  return { tickets, events: await deleteRows(database, schema, 'events', id) };
}

async function deleteRows(database: Database, schema: string, table: string, id: string): Promise<number> {
  const text = `DELETE FROM "${schema}".${table} WHERE order_id = $1 RETURNING 1`;
  return (await runQuery(database, schema, text, [id])).length;
}
