/** Two data converters cannot both have the last word: what one side writes the other could not read. */
export class DataConverterConflictError extends Error {
  override readonly name = 'DataConverterConflictError';
  readonly code = 'DATA_CONVERTER_CONFLICT';

  constructor(readonly on: 'Client' | 'Worker') {
    super(
      `This ${on} has a data converter of its own, and ECTicketPlugin brings another. ` +
        (on === 'Client'
          ? 'Give the plugin to a second Client, used for ticket orders only.'
          : 'Leave the plugin away here, and run createECTicketWorkers() beside this Worker.'),
    );
  }
}
