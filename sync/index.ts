/**
 * The entry point `temporal-ecticket/sync`: orders, tickets and events in a merchant's PostgreSQL. No Temporal code.
 *
 * @packageDocumentation
 */
export { createReadModel, type ReadModel, type ReadModelOptions } from './read-model.js';
export type { EventResult } from './apply-event.js';
export type { BackfillFailure, BackfillOptions, BackfillProgress, BackfillReport, OrderReader } from './backfill.js';
export type { Database } from './database.js';
export type { ForgottenOrder } from './forget-order.js';
export type { SnapshotResult } from './store-order.js';
export {
  InvalidEventError,
  InvalidReadModelOptionError,
  InvalidSnapshotError,
  SchemaNotMigratedError,
} from './errors.js';
