/** Errors of the read model. Errors of the PostgreSQL client are thrown as they are. */

/** The read model's tables do not exist, or are those of an earlier version. */
export class SchemaNotMigratedError extends Error {
  override readonly name = 'SchemaNotMigratedError';
  readonly code = 'SCHEMA_NOT_MIGRATED';

  constructor(readonly schema: string) {
    super(
      `The PostgreSQL schema "${schema}" lacks tables or columns of the read model. Call migrate() when your service ` +
        'starts, and after every update of temporal-ecticket. Check that it uses the same database and schema.',
    );
  }
}

/** The argument of `applyEvent` is not a merchant event. Nothing was stored. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
  readonly code = 'INVALID_EVENT';

  constructor(
    /** What is wrong, without the values. */
    readonly details: string,
  ) {
    super(
      `This is not an event of temporal-ecticket: ${details}. Pass the event as createEventHandler or onEvent passes ` +
        'it to your function, not the raw body.',
    );
  }
}

/** The argument of `storeOrder` is not a snapshot of an order. Nothing was stored. */
export class InvalidSnapshotError extends Error {
  override readonly name = 'InvalidSnapshotError';
  readonly code = 'INVALID_SNAPSHOT';

  constructor() {
    super('This is not a snapshot of an order. Pass what ECTicketClient.getOrder returned, unchanged.');
  }
}

/** An option of the read model cannot work. */
export class InvalidReadModelOptionError extends Error {
  override readonly name = 'InvalidReadModelOptionError';
  readonly code = 'INVALID_READ_MODEL_OPTION';
}
