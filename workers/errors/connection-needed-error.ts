/** A Worker without a connection of its own has none that the ECTicket workers could share. */
export class ConnectionNeededError extends Error {
  override readonly name = 'ConnectionNeededError';
  readonly code = 'CONNECTION_NEEDED';

  constructor() {
    super(
      'ECTicketPlugin runs its workers on your Worker’s connection: give it one, Worker.create({ connection: await NativeConnection.connect(…), … }).',
    );
  }
}
