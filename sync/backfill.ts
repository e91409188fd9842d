/** Reads every order that Temporal has and stores its snapshot. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderRef } from '../ecticket/order.js';
import type { OrderSnapshot } from '../workflows/messages/workflow.js';
import { runQuery, type Database } from './database.js';
import { FUNCTION, mistakesIn, objectWith, OPTIONAL, type OptionSchemas } from '../ecticket/options/check-options.js';
import { InvalidReadModelOptionError } from './errors.js';
import { storeOrder, type SnapshotResult } from './store-order.js';

/** What a backfill calls: `ECTicketClient` has both methods. */
export interface OrderReader {
  readonly listOrders: (filter: Pick<BackfillOptions, 'merchantId'>) => AsyncIterable<ListedOrder>;
  readonly getOrder: (ref: OrderRef) => Promise<OrderSnapshot>;
}

/** What a backfill needs of an order in a list. */
interface ListedOrder {
  readonly ref: OrderRef;
  readonly workflowId: string;
}

/** Options of `ReadModel.backfill`. */
export interface BackfillOptions {
  /** Orders to read per second, at most. Reading a running order is a query that a worker answers. Default: 20. */
  readonly ordersPerSecond?: number;
  /** Only orders of this merchant. Default: all. */
  readonly merchantId?: string;
  /** Reads every order again, also those that an interrupted backfill has read. Default: false. */
  readonly restart?: boolean;
  /** Called after each order. */
  readonly onProgress?: (progress: BackfillProgress) => void;
  /** Ends the backfill between two orders. The next backfill continues. */
  readonly signal?: AbortSignal;
}

/** Numbers of orders so far. */
export interface BackfillProgress {
  readonly listed: number;
  readonly stored: number;
  /** Read by the interrupted backfill that this one continues. */
  readonly skipped: number;
  /** Not stored: ECPay has not said yet whether it has them. Their events follow. */
  readonly adopting: number;
  /** Not stored: their data was deleted with `forgetOrder`. */
  readonly forgotten: number;
  readonly failed: number;
}

/** An order that could not be read. */
export interface BackfillFailure {
  readonly ref: OrderRef;
  readonly workflowId: string;
  /** The error's code, such as `ORDER_ENDED` for a terminated workflow. */
  readonly code: string | undefined;
  readonly message: string;
}

/** The result of `ReadModel.backfill`. */
export interface BackfillReport extends BackfillProgress {
  readonly failures: readonly BackfillFailure[];
}

const OPTIONS: OptionSchemas<BackfillOptions> = {
  ordersPerSecond: OPTIONAL,
  merchantId: OPTIONAL,
  restart: OPTIONAL,
  onProgress: FUNCTION.optional(),
  signal: objectWith('aborted', 'an AbortSignal').optional(),
};

/** Documented at `ReadModel.backfill`. */
export async function backfill(
  database: Database,
  schema: string,
  client: OrderReader,
  options: BackfillOptions,
): Promise<BackfillReport> {
  const mistakes = mistakesIn('backfill', OPTIONS, options);
  if (mistakes.length > 0) throw new InvalidReadModelOptionError(mistakes.join(' '));
  const { ordersPerSecond = 20, merchantId, restart = false, onProgress, signal } = options;
  if (!(ordersPerSecond > 0)) {
    throw new InvalidReadModelOptionError('ordersPerSecond is not a number above 0. Pass, for example, 20.');
  }
  const startedAt = await begin(database, schema, restart);
  const counts = { listed: 0, stored: 0, skipped: 0, adopting: 0, forgotten: 0, failed: 0 };
  const failures: BackfillFailure[] = [];
  let mayReadAt = Date.now();
  for await (const order of client.listOrders(merchantId === undefined ? {} : { merchantId })) {
    signal?.throwIfAborted();
    counts.listed += 1;
    const known = await findStored(database, schema, order, startedAt);
    if (known === undefined) {
      await pause(mayReadAt - Date.now(), signal);
      mayReadAt = Math.max(mayReadAt, Date.now()) + 1000 / ordersPerSecond;
    }
    const result = known ?? (await readAndStore(database, schema, client, order));
    if (typeof result === 'string') counts[result] += 1;
    else {
      counts.failed += 1;
      failures.push(result);
    }
    onProgress?.({ ...counts });
  }
  signal?.throwIfAborted();
  await runQuery(database, schema, `UPDATE "${schema}".backfills SET finished_at = now() WHERE finished_at IS NULL`);
  return { ...counts, failures };
}

/** Returns when this backfill began, or the interrupted one that it continues. A text, which has microseconds. */
async function begin(database: Database, schema: string, restart: boolean): Promise<string> {
  const interrupted = `SELECT max(started_at)::text AS at FROM "${schema}".backfills WHERE finished_at IS NULL`;
  const started = `INSERT INTO "${schema}".backfills DEFAULT VALUES RETURNING started_at::text AS at`;
  const [row] = restart ? [] : await runQuery<{ at: string | null }>(database, schema, interrupted);
  if (row !== undefined && row.at !== null) return row.at;
  const [begun] = await runQuery<{ at: string }>(database, schema, started);
  return begun?.at ?? '';
}

/** Whether an order needs no reading: it was read since then, or must not be stored. */
async function findStored(
  database: Database,
  schema: string,
  { workflowId }: ListedOrder,
  startedAt: string,
): Promise<'skipped' | 'forgotten' | undefined> {
  const [row] = await runQuery<{ forgotten: boolean; skipped: boolean | null }>(
    database,
    schema,
    `SELECT forgotten_at IS NOT NULL AS forgotten, snapshot_stored_at >= $2::timestamptz AS skipped
    FROM "${schema}".orders WHERE order_id = $1`,
    [workflowId, startedAt],
  );
  if (row?.forgotten === true) return 'forgotten';
  return row?.skipped === true ? 'skipped' : undefined;
}

/** An error of the client concerns one order. One of the database concerns all, and ends the backfill. */
async function readAndStore(
  database: Database,
  schema: string,
  client: OrderReader,
  { ref, workflowId }: ListedOrder,
): Promise<SnapshotResult | BackfillFailure> {
  const readAt = new Date();
  let snapshot: OrderSnapshot;
  try {
    snapshot = await client.getOrder(ref);
  } catch (error) {
    const { code, message } = error as Error & { readonly code?: string };
    return { ref, workflowId, code, message };
  }
  return await storeOrder(database, schema, snapshot, readAt);
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  if (milliseconds <= 0) return;
  await sleep(milliseconds, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
}
