/** The part of a PostgreSQL client that the read model uses. */
import { SchemaNotMigratedError } from './errors.js';

/**
 * A PostgreSQL client. `Pool`, `Client` and `PoolClient` of `pg` have this shape, and so does PGlite. Pass the client
 * of your transaction if your own changes are to be committed together with the read model's.
 */
export interface Database {
  readonly query: (text: string, values: unknown[]) => Promise<{ readonly rows: readonly unknown[] }>;
}

/** SQLSTATEs of PostgreSQL: undefined_table, invalid_schema_name, undefined_column. */
const MISSING = ['42P01', '3F000', '42703'];

/**
 * Sends a statement and returns its rows.
 *
 * @throws SchemaNotMigratedError if the schema or one of its tables or columns does not exist
 * @throws The error of the PostgreSQL client.
 */
export async function runQuery<Row>(
  database: Database,
  schema: string,
  text: string,
  values: unknown[] = [],
): Promise<readonly Row[]> {
  try {
    const { rows } = await database.query(text, values);
    return rows as readonly Row[];
  } catch (error) {
    const { code } = (error ?? {}) as { readonly code?: unknown };
    if (typeof code === 'string' && MISSING.includes(code)) throw new SchemaNotMigratedError(schema);
    throw error;
  }
}
