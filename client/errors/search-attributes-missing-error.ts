import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import { searchAttributesNeeded } from '../../workflows/messages/names.js';

/** The namespace lacks search attributes that orders have, or are found by. Nothing was started or changed. */
export class SearchAttributesMissingError extends ECTicketError {
  override readonly name = 'SearchAttributesMissingError';
  readonly code = 'SEARCH_ATTRIBUTES_MISSING';

  constructor(
    /** The server's own words, which name the attribute. */
    readonly details: string,
  ) {
    super(
      `The Temporal namespace does not know the search attributes of a ticket order (${details}). Add each of ` +
        `${namesFor(details)} with: temporal operator search-attribute create --name NAME --type TYPE`,
    );
  }
}

/** Only who has codeKeys asks for the attribute of the codes. */
function namesFor(details: string): string {
  return Object.keys(searchAttributesNeeded({ codeIndex: details.includes('ECTicketCodes') })).join(', ');
}
