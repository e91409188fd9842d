import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

const FIXES = {
  notAuthenticated: 'Check the API key or the client certificate.',
  notPermitted: 'Give this identity the right to read and write in the namespace.',
  namespaceNotFound: 'Check the name of the namespace and the address, or create the namespace.',
  notSupported: 'Check that the address is that of a Temporal server, and that its version is current.',
  request: 'To repeat the call does not help; the words of the server say what to change.',
} as const;

/** Temporal answered, and refused the call. This call changed nothing. `reason` says why. */
export class TemporalRefusedError extends ECTicketError {
  override readonly name = 'TemporalRefusedError';
  readonly code = 'TEMPORAL_REFUSED';

  constructor(
    readonly reason: keyof typeof FIXES,
    /** The server's own words. */
    readonly details: string,
  ) {
    super(`Temporal refused the call: ${details}. Nothing was changed. ${FIXES[reason]}`);
  }
}
