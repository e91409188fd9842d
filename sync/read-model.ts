import { mistakesIn, OPTIONAL, type OptionSchemas } from '../ecticket/options/check-options.js';
import type { UnknownEvent } from '../events/event-handler.js';
import type { OrderRef } from '../ecticket/order.js';
import type { OrderSnapshot } from '../workflows/messages/workflow.js';
import { applyEvent, type EventResult } from './apply-event.js';
import { backfill, type BackfillOptions, type BackfillReport, type OrderReader } from './backfill.js';
import type { Database } from './database.js';
import { InvalidReadModelOptionError } from './errors.js';
import { forgetOrder, type ForgottenOrder } from './forget-order.js';
import { migrate } from './schema.js';
import { storeOrder, type SnapshotResult } from './store-order.js';

/** Options of {@link createReadModel}. */
export interface ReadModelOptions {
  /** The PostgreSQL schema of the tables: lower-case letters, digits and underscores. Default: `ecticket`. */
  readonly schema?: string;
}

/**
 * A merchant's own copy of orders, tickets and events, in PostgreSQL 12 or later. It outlives the retention of Temporal's
 * namespace. docs/how-to/read-model.md documents the tables.
 *
 * Each method takes a {@link Database}: a pool, a connection, or the client of your transaction. Each may throw the
 * errors of the PostgreSQL client, and SchemaNotMigratedError.
 */
export interface ReadModel {
  /**
   * Creates the schema and its tables, or updates them after an update of the package. Call it when a process starts.
   * Repeated and concurrent calls are safe.
   *
   * @throws The error of the PostgreSQL client, for example if the user may not create tables.
   */
  readonly migrate: (database: Database) => Promise<void>;
  /**
   * Stores an event and what it changes. Events may arrive in any order, repeatedly and concurrently: the rows are the
   * same in the end, and an older event never overwrites what a newer one, or a newer snapshot, has written.
   *
   * An event of an unknown type is no error: see {@link EventResult}.
   *
   * @param event As `createEventHandler` and `onEvent` pass it.
   * @throws InvalidEventError if the argument is not an event.
   * @example
   * const { status } = await createEventHandler({
   *   secret,
   *   on: {},
   *   fallback: async (event) => void (await readModel.applyEvent(pool, event)),
   * }).receive({ headers: request.headers, body: rawBody });
   */
  readonly applyEvent: (database: Database, event: UnknownEvent) => Promise<EventResult>;
  /**
   * Stores an order as `getOrder` returned it: also what no event reports, such as `awaitingPayment`.
   *
   * @param readAt When you called `getOrder`, if that was not just now. Of two snapshots between the same events, the
   *   later one stays.
   * @throws InvalidSnapshotError if the argument is not a snapshot.
   * @throws InvalidReadModelOptionError if `readAt` is not a valid date.
   */
  readonly storeOrder: (database: Database, snapshot: OrderSnapshot, readAt?: Date) => Promise<SnapshotResult>;
  /**
   * Reads every order that Temporal has, running and closed, and stores it. Continues a backfill that was interrupted.
   * An order that cannot be read is reported, and the backfill continues with the next. Events may be applied
   * meanwhile.
   *
   * @param database A pool or a connection. In a transaction, nothing would be stored before its end.
   * @param client Your ECTicketClient. Running orders need a worker.
   * @throws InvalidReadModelOptionError if an option is invalid.
   * @throws The errors of `ECTicketClient.listOrders`. Call again to continue.
   * @throws The reason of `options.signal`, if it is aborted.
   * @example
   * const { stored, failures } = await readModel.backfill(pool, ecticket, { onProgress: console.log });
   */
  readonly backfill: (database: Database, client: OrderReader, options?: BackfillOptions) => Promise<BackfillReport>;
  /**
   * Deletes an order's tickets, events and payment. Its number, status and refunded amounts stay, with the time of
   * deletion. Later events and backfills store nothing of this order. Call it beside `ecticket forget`.
   *
   * @throws InvalidRequestError if `ref` is invalid.
   */
  readonly forgetOrder: (database: Database, ref: OrderRef) => Promise<ForgottenOrder>;
}

const OPTIONS: OptionSchemas<ReadModelOptions> = { schema: OPTIONAL };

/** Short enough for PostgreSQL, which cuts names after 63 bytes. */
const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * Creates the read model. It opens no connection.
 *
 * @throws InvalidReadModelOptionError if an option is unknown, or the name of the schema is invalid.
 * @example
 * const readModel = createReadModel();
 * await readModel.migrate(pool);
 */
export function createReadModel(options: ReadModelOptions = {}): ReadModel {
  const mistakes = mistakesIn('createReadModel', OPTIONS, options);
  if (mistakes.length > 0) throw new InvalidReadModelOptionError(mistakes.join(' '));
  const { schema = 'ecticket' } = options;
  if (typeof schema !== 'string' || !SCHEMA_NAME.test(schema) || schema.startsWith('pg_')) {
    throw new InvalidReadModelOptionError(
      'schema is not a name of up to 63 lower-case letters, digits and underscores that does not begin with a digit or ' +
        'pg_. Pass, for example, "ecticket".',
    );
  }
  return {
    migrate: (database) => migrate(database, schema),
    applyEvent: (database, event) => applyEvent(database, schema, event),
    storeOrder: (database, snapshot, readAt) => storeOrder(database, schema, snapshot, readAt),
    backfill: (database, client, options = {}) => backfill(database, schema, client, options),
    forgetOrder: (database, ref) => forgetOrder(database, schema, ref),
  };
}
