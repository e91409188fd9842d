import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

const FIXES = {
  notAuthenticated: 'Check the API key or the client certificate.',
  notPermitted: 'Give this identity the right to read and write in the namespace.',
  namespaceNotFound: 'Check the name of the namespace and the address, or create the namespace.',
  notSupported: 'Check that the address belongs to a Temporal server, and that its version is current.',
  request: 'Repeating the call does not help; the message of the server says what to change.',
} as const;

/** Temporal refused the call. The call changed nothing. `reason` says why. */
export class TemporalRefusedError extends ECTicketError {
  override readonly name = 'TemporalRefusedError';
  readonly code = 'TEMPORAL_REFUSED';

  constructor(
    readonly reason: keyof typeof FIXES,
    /** The server's message. */
    readonly details: string,
  ) {
    super(`Temporal refused the call: ${details}. Nothing was changed. ${FIXES[reason]}`);
  }
}
