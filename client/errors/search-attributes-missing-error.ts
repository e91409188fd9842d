import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import { searchAttributesNeeded } from '../../workflows/messages/names.js';

/** The namespace lacks search attributes of ticket orders. Nothing was started or changed. */
export class SearchAttributesMissingError extends ECTicketError {
  override readonly name = 'SearchAttributesMissingError';
  readonly code = 'SEARCH_ATTRIBUTES_MISSING';

  constructor(
    /** The server's message, which names the attribute. */
    readonly details: string,
  ) {
    super(
      `The Temporal namespace lacks search attributes of ticket orders (${details}). Add each of ` +
        `${attributeNames(details)} with: temporal operator search-attribute create --name NAME --type TYPE`,
    );
  }
}

/** The attribute of the codes is needed only with codeKeys. */
function attributeNames(details: string): string {
  return Object.keys(searchAttributesNeeded({ codeIndex: details.includes('ECTicketCodes') })).join(', ');
}
