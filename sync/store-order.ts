import { isOrderRef } from '../client/orders/order-ref.js';
import type { OrderSnapshot } from '../workflows/messages/workflow.js';
import { workflowIdOf } from '../workflows/messages/names.js';
import { runQuery, type Database } from './database.js';
import { InvalidReadModelOptionError, InvalidSnapshotError } from './errors.js';
import { paymentChange, statusChange, toTimestamp, type OrderChanges } from './order-changes.js';
import { storeChanges, versionOf } from './store-changes.js';

/**
 * What became of a snapshot.
 *
 * - `stored`: the rows have what it says unless something newer is known.
 * - `adopting`: ECPay has not said yet whether it has the order, so the snapshot lacks tickets that may exist. Nothing
 *   was stored. The events of the order follow.
 * - `forgotten`: the data of this order was deleted with `forgetOrder`. Nothing was stored.
 */
export type SnapshotResult = 'stored' | 'adopting' | 'forgotten';

/** The version of a snapshot without any time: everything else is newer. */
const UNKNOWN_TIME = '0000';

/** Documented at `ReadModel.storeOrder`. */
export async function storeOrder(
  database: Database,
  schema: string,
  snapshot: OrderSnapshot,
  readAt = new Date(),
): Promise<SnapshotResult> {
  const { tickets, events, adopting, reconciled } = checkSnapshot(snapshot);
  if (adopting === true) return 'adopting';
  if (Number.isNaN(readAt.getTime())) {
    throw new InvalidReadModelOptionError('readAt is not a valid Date. Leave it out if you have just read the order.');
  }
  const ref = refOf(snapshot);
  // No event after the snapshot is earlier than either. After a reset, the record may be newer than the last event.
  const at = latest(toTimestamp(events.lastAt), toTimestamp(reconciled.at));
  const version = versionOf(at ?? UNKNOWN_TIME, events.last, `~${readAt.toISOString()}`);
  const changes = changesBySnapshot(snapshot);
  const { isForgotten } = await storeChanges(database, schema, { ref, version, at, changes });
  if (isForgotten) return 'forgotten';
  // Tickets that are in no event after the snapshot, and not in the snapshot: ECPay's record lost them.
  await runQuery(
    database,
    schema,
    `DELETE FROM "${schema}".tickets AS ticket USING "${schema}".orders AS stored
    WHERE stored.order_id = $1 AND ticket.order_id = $1 AND stored.snapshot_version = $2
      AND ticket.version < $2 AND ticket.ticket_no <> ALL ($3::text[])`,
    [workflowIdOf(ref), version, tickets.map(({ ticketNo }) => ticketNo)],
  );
  return 'stored';
}

function latest(one: string | null, other: string | null): string | null {
  return (one ?? '') < (other ?? '') ? other : one;
}

function changesBySnapshot(snapshot: OrderSnapshot): OrderChanges {
  const { status, payment, ticketTradeNo, amounts, attention, tickets } = snapshot;
  return {
    status: statusChange(status, attention),
    payment: paymentChange(payment.paid ?? {}),
    issuance: { ticket_trade_no: ticketTradeNo ?? null },
    refund: { refunded_amount: amounts.refunded, refund_fee: amounts.refundFee },
    bank_refund: { bank_refunded_amount: amounts.refundConfirmed },
    tickets,
  };
}

/** @throws InvalidSnapshotError */
function checkSnapshot(snapshot: OrderSnapshot): OrderSnapshot {
  const fields = (snapshot as Partial<OrderSnapshot> | undefined) ?? {};
  const { status, payment, amounts, tickets, events, reconciled } = fields;
  const isComplete = [status, payment, amounts, events, reconciled].every((field) => field !== undefined);
  if (!isOrderRef(refOf(fields as OrderSnapshot)) || !isComplete || !Array.isArray(tickets))
    throw new InvalidSnapshotError();
  return snapshot;
}

function refOf({ merchantId, merchantTradeNo, freeTradeNo }: OrderSnapshot) {
  return {
    merchantId,
    ...(merchantTradeNo !== undefined && { merchantTradeNo }),
    ...(freeTradeNo !== undefined && { freeTradeNo }),
  };
}
