/** The tables of the read model. docs/how-to/read-model.md documents the columns. */
import { runQuery, type Database } from './database.js';

/**
 * What each version added, oldest first. A released entry never changes. A version `n` above 0 only adds: processes of
 * the previous version still write while the first process of the next one migrates.
 */
const MIGRATIONS: readonly ((schema: string) => string)[] = [
  (schema) => `
    CREATE TABLE ${schema}.orders (
      order_id text COLLATE "C" PRIMARY KEY,
      merchant_id text NOT NULL,
      merchant_trade_no text,
      free_trade_no text,
      status text GENERATED ALWAYS AS (
        CASE WHEN ticket_trade_no IS NOT NULL
          AND reported_status IN ('awaitingPayment', 'issuing', 'awaitingIssuance')
        THEN 'active' ELSE reported_status END
      ) STORED,
      attention_reason text,
      attention_since timestamptz,
      paid_amount bigint,
      paid_at timestamptz,
      payment_reference text,
      ticket_trade_no text,
      refunded_amount bigint NOT NULL DEFAULT 0,
      refund_fee bigint NOT NULL DEFAULT 0,
      bank_refunded_amount bigint NOT NULL DEFAULT 0,
      changed_at timestamptz,
      forgotten_at timestamptz,
      snapshot_stored_at timestamptz,
      reported_status text,
      status_version text COLLATE "C",
      payment_version text COLLATE "C",
      issuance_version text COLLATE "C",
      refund_version text COLLATE "C",
      bank_refund_version text COLLATE "C",
      snapshot_version text COLLATE "C"
    );
    CREATE INDEX orders_status ON ${schema}.orders (merchant_id, status);
    CREATE INDEX orders_merchant_trade_no ON ${schema}.orders (merchant_trade_no);
    CREATE INDEX orders_free_trade_no ON ${schema}.orders (free_trade_no);
    CREATE TABLE ${schema}.tickets (
      order_id text COLLATE "C" NOT NULL REFERENCES ${schema}.orders ON DELETE CASCADE,
      ticket_no text COLLATE "C" NOT NULL,
      state text NOT NULL,
      voucher text NOT NULL,
      item_no text,
      item_name text,
      price bigint NOT NULL,
      start_date date,
      redeemed_on date,
      refunded_on date,
      expires_on date,
      version text COLLATE "C" NOT NULL,
      PRIMARY KEY (order_id, ticket_no)
    );
    CREATE INDEX tickets_ticket_no ON ${schema}.tickets (ticket_no);
    CREATE TABLE ${schema}.events (
      event_id text COLLATE "C" PRIMARY KEY,
      order_id text COLLATE "C" NOT NULL REFERENCES ${schema}.orders ON DELETE CASCADE,
      sequence bigint NOT NULL,
      type text NOT NULL,
      at timestamptz NOT NULL,
      understood boolean NOT NULL,
      data jsonb,
      received_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX events_order ON ${schema}.events (order_id, at, sequence);
    CREATE TABLE ${schema}.backfills (
      started_at timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
      finished_at timestamptz
    );`,
];

/**
 * Creates or updates the tables. One statement, so that it is atomic on a pool too. The advisory lock lets concurrent
 * calls wait for the first one. If nothing is to be done, no permission to create tables is needed.
 *
 * @param schema A name without quotes, which `createReadModel` has checked.
 */
export async function migrate(database: Database, schema: string): Promise<void> {
  const quoted = `"${schema}"`;
  const steps = MIGRATIONS.map(
    (migration, index) => `
      IF applied < ${index + 1} THEN
        ${migration(quoted)}
        INSERT INTO ${quoted}.migrations (version) VALUES (${index + 1});
      END IF;`,
  );
  await runQuery(
    database,
    schema,
    `DO $migrate$
    DECLARE applied integer := 0;
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtextextended('temporal-ecticket/sync/${schema}', 0));
      IF to_regclass('${quoted}.migrations') IS NULL THEN
        IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = '${schema}') THEN
          CREATE SCHEMA ${quoted};
        END IF;
        CREATE TABLE ${quoted}.migrations (
          version integer PRIMARY KEY,
          applied_at timestamptz NOT NULL DEFAULT now()
        );
      END IF;
      SELECT coalesce(max(version), 0) INTO applied FROM ${quoted}.migrations;
      ${steps.join('')}
    END $migrate$`,
  );
}
