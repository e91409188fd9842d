import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import { SEARCH_ATTRIBUTES } from '../../workflows/names.js';

/** The namespace lacks search attributes that every order has. Nothing was started. */
export class SearchAttributesMissingError extends ECTicketError {
  override readonly name = 'SearchAttributesMissingError';
  readonly code = 'SEARCH_ATTRIBUTES_MISSING';

  constructor(
    /** The server's own words, which name the attribute. */
    readonly details: string,
  ) {
    super(
      `The Temporal namespace does not know the search attributes of a ticket order (${details}). Add each of ` +
        `${Object.keys(SEARCH_ATTRIBUTES).join(', ')} with: temporal operator search-attribute create --name NAME --type TYPE`,
    );
  }
}
