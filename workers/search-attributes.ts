import { Runtime, type NativeConnection } from '@temporalio/worker';
import { MissingSearchAttributesError } from './errors/missing-search-attributes-error.js';
import { searchAttributeGaps, type Needs } from './search-attribute-gaps.js';

/**
 * Are all search attributes of the ticket orders there, and of the right type? A server that does not tell (an account
 * without that permission) is taken at its word, with a warning.
 * @throws MissingSearchAttributesError, NamespaceNotFoundError
 */
export async function checkSearchAttributes(
  connection: NativeConnection,
  namespace: string,
  needs: Needs,
): Promise<void> {
  const gaps = await searchAttributeGaps(connection, namespace, needs);
  if (gaps === undefined) {
    Runtime.instance().logger.warn('cannot check the search attributes: the server does not list them', { namespace });
    return;
  }
  if (gaps.length > 0) throw new MissingSearchAttributesError(namespace, gaps);
}
