/** Another process listens where the health checks should. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly code = 'PORT_IN_USE';

  constructor(readonly port: number) {
    super(`Port ${port} is in use. End what listens there, or choose another with --port (0 is any free one).`);
  }
}
