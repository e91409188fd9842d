/** Writes changes to the read model in one statement, so that it is atomic on a pool too. */
import type { MerchantEvent } from '../workflows/messages/merchant-events.js';
import { workflowIdOf } from '../workflows/messages/names.js';
import { runQuery, type Database } from './database.js';
import { ticketRows, type OrderChanges } from './order-changes.js';

/** The columns of `orders` per group of {@link OrderChanges}, with their types, and what they have without a value. */
const GROUPS = {
  status: { reported_status: 'text', attention_reason: 'text', attention_since: 'timestamptz' },
  payment: { paid_amount: 'bigint', paid_at: 'timestamptz', payment_reference: 'text' },
  issuance: { ticket_trade_no: 'text' },
  refund: { refunded_amount: 'bigint', refund_fee: 'bigint' },
  bank_refund: { bank_refunded_amount: 'bigint' },
} as const satisfies Record<Exclude<keyof OrderChanges, 'tickets'>, Readonly<Record<string, string>>>;

const NOT_NULL = ['refunded_amount', 'refund_fee', 'bank_refunded_amount'];

const TICKET_COLUMNS = {
  ...{ ticket_no: 'text', state: 'text', voucher: 'text', item_no: 'text', item_name: 'text', price: 'bigint' },
  ...{ start_date: 'date', redeemed_on: 'date', refunded_on: 'date', expires_on: 'date' },
} as const;

/** An event or a snapshot of an order, with the version of what it says. */
export interface VersionedChanges {
  readonly ref: MerchantEvent['order'];
  /** See {@link versionOf}. */
  readonly version: string;
  /** When the event happened: ISO 8601. Null if a snapshot does not say it. */
  readonly at: string | null;
  readonly changes: OrderChanges;
  /** The event that is stored with it. Undefined for a snapshot. */
  readonly event?: {
    readonly event_id: string;
    readonly sequence: number;
    readonly type: string;
    readonly understood: boolean;
    readonly data: unknown;
  };
}

/**
 * The version of an event or a snapshot. Versions compare as texts. The events of an order are in order by `at` and
 * `sequence`, also after a reset. A snapshot comes after its last event, and a later one after an earlier one.
 *
 * @param at ISO 8601 with milliseconds, UTC; of a snapshot, when its last event happened or its record was read
 * @param last an event's id, or `~` and when the snapshot was read
 */
export function versionOf(at: string, sequence: number, last: string): string {
  return `${at}/${String(sequence).padStart(16, '0')}/${last}`;
}

/**
 * Stores the changes that are newer than what is stored, per group of columns and per ticket. Locks the order's row
 * first: two statements about one order follow each other.
 *
 * @returns whether the order was forgotten, and whether the event is new
 */
export async function storeChanges(
  database: Database,
  schema: string,
  { ref, version, at, changes, event }: VersionedChanges,
): Promise<{ readonly isForgotten: boolean; readonly isNew: boolean }> {
  const { tickets = [], ...groups } = changes;
  const given = {
    order: {
      order_id: workflowIdOf(ref),
      merchant_id: ref.merchantId,
      merchant_trade_no: ref.merchantTradeNo ?? null,
      free_trade_no: ref.freeTradeNo ?? null,
      changed_at: at,
      snapshot_version: event === undefined ? version : null,
      ...Object.assign({}, ...Object.values(groups)),
      ...Object.fromEntries(Object.keys(groups).map((group) => [`${group}_version`, version])),
    } as Readonly<Record<string, unknown>>,
    tickets: ticketRows(tickets),
    event: event && { ...event, at },
  };
  const json = JSON.stringify(given, (_, value: unknown) => (typeof value === 'string' ? storable(value) : value));
  const [row] = await runQuery<{ orders: number; events: number }>(database, schema, statement(schema), [
    json,
    version,
  ]);
  return { isForgotten: row?.orders === 0, isNew: row?.events === 1 };
}

/** PostgreSQL stores neither NUL nor half of a surrogate pair. */
function storable(text: string): string {
  return text.replace(/[\0\p{Surrogate}]/gu, '\uFFFD');
}

/** `$1`: the changes as JSON. `$2`: their version. */
function statement(schema: string): string {
  const columns = Object.values(GROUPS).flatMap((group) => Object.entries<string>(group));
  const versions = Object.keys(GROUPS).map((group) => `${group}_version`);
  const names = [...columns.map(([name]) => name), ...versions];
  const values = names.map((name) => (NOT_NULL.includes(name) ? `coalesce(given.${name}, 0)` : `given.${name}`));
  const updates = Object.entries(GROUPS).flatMap(([group, its]) =>
    [...Object.keys(its), `${group}_version`].map((name) => updateIfNewer(name, `${group}_version`)),
  );
  const ticketNames = Object.keys(TICKET_COLUMNS);
  return `
    WITH given AS (
      SELECT * FROM jsonb_to_record($1::text::jsonb -> 'order') AS given (
        order_id text, merchant_id text, merchant_trade_no text, free_trade_no text, changed_at timestamptz,
        snapshot_version text, ${columns.map((column) => column.join(' ')).join(', ')},
        ${versions.map((name) => `${name} text`).join(', ')}
      )
    ), stored_order AS (
      INSERT INTO "${schema}".orders AS stored (
        order_id, merchant_id, merchant_trade_no, free_trade_no, changed_at, snapshot_version, snapshot_stored_at,
        ${names.join(', ')}
      )
      SELECT order_id, merchant_id, merchant_trade_no, free_trade_no, changed_at, snapshot_version,
        CASE WHEN snapshot_version IS NOT NULL THEN clock_timestamp() END, ${values.join(', ')}
      FROM given
      ON CONFLICT (order_id) DO UPDATE SET
        changed_at = greatest(stored.changed_at, excluded.changed_at),
        snapshot_version = greatest(stored.snapshot_version, excluded.snapshot_version),
        snapshot_stored_at = coalesce(excluded.snapshot_stored_at, stored.snapshot_stored_at),
        ${updates.join(', ')}
      WHERE stored.forgotten_at IS NULL
      RETURNING order_id, snapshot_version
    ), stored_tickets AS (
      INSERT INTO "${schema}".tickets AS stored (order_id, version, ${ticketNames.join(', ')})
      SELECT order_id, $2::text, ${ticketNames.map((name) => `ticket.${name}`).join(', ')}
      FROM stored_order, jsonb_to_recordset($1::text::jsonb -> 'tickets') AS ticket (
        ${Object.entries(TICKET_COLUMNS)
          .map((column) => column.join(' '))
          .join(', ')}
      )
      WHERE $2::text COLLATE "C" >= coalesce(snapshot_version, '')
      ON CONFLICT (order_id, ticket_no) DO UPDATE SET
        ${['version', ...ticketNames.slice(1)].map((name) => `${name} = excluded.${name}`).join(', ')}
      WHERE excluded.version > stored.version
    ), stored_event AS (
      INSERT INTO "${schema}".events AS stored (event_id, order_id, sequence, type, at, understood, data)
      SELECT event.event_id, order_id, event.sequence, event.type, event.at, event.understood, event.data
      FROM stored_order, jsonb_to_record($1::text::jsonb -> 'event') AS event (
        event_id text, sequence bigint, type text, at timestamptz, understood boolean, data jsonb
      )
      WHERE event.event_id IS NOT NULL
      ON CONFLICT (event_id) DO UPDATE SET
        at = greatest(stored.at, excluded.at),
        understood = stored.understood OR excluded.understood,
        data = coalesce(stored.data, excluded.data)
      WHERE excluded.at > stored.at OR (excluded.understood AND NOT stored.understood)
      RETURNING 1
    )
    SELECT (SELECT count(*) FROM stored_order)::int AS orders, (SELECT count(*) FROM stored_event)::int AS events`;
}

/** `excluded` is the row that could not be inserted. A group that the changes leave out has no version there. */
function updateIfNewer(name: string, version: string): string {
  const isNewer = `excluded.${version} > coalesce(stored.${version}, '')`;
  return `${name} = CASE WHEN ${isNewer} THEN excluded.${name} ELSE stored.${name} END`;
}
