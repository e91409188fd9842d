import proto from '@temporalio/proto';
import { Runtime, type NativeConnection } from '@temporalio/worker';
import { SEARCH_ATTRIBUTES } from '../workflows/names.js';
import { MissingSearchAttributesError, type SearchAttributeGap } from './errors/missing-search-attributes-error.js';
import { NamespaceNotFoundError } from './errors/namespace-not-found-error.js';

const { IndexedValueType } = proto.temporal.api.enums.v1;

/** As `grpc.status` numbers them. */
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const UNIMPLEMENTED = 12;

/**
 * Are all search attributes of the ticket orders there, and of the right type? A server that does not tell (an account
 * without that permission) is taken at its word, with a warning.
 * @throws MissingSearchAttributesError, NamespaceNotFoundError
 */
export async function checkSearchAttributes(connection: NativeConnection, namespace: string): Promise<void> {
  const actual = await listSearchAttributes(connection, namespace);
  if (actual === undefined) {
    Runtime.instance().logger.warn('cannot check the search attributes: the server does not list them', { namespace });
    return;
  }
  const gaps = Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => gapIn(actual, name, type));
  if (gaps.length > 0) throw new MissingSearchAttributesError(namespace, gaps);
}

function gapIn(
  actual: Readonly<Record<string, proto.temporal.api.enums.v1.IndexedValueType>>,
  name: string,
  type: (typeof SEARCH_ATTRIBUTES)[keyof typeof SEARCH_ATTRIBUTES],
): SearchAttributeGap[] {
  const found = actual[name];
  if (found === undefined) return [{ name, type: spelt(type) }];
  const foundType = IndexedValueType[found].replace('INDEXED_VALUE_TYPE_', '');
  return foundType === type ? [] : [{ name, type: spelt(type), actual: spelt(foundType) }];
}

/** As the `temporal` command writes a type: `Keyword`, `KeywordList`. */
function spelt(type: string): string {
  return type
    .split('_')
    .map((word) => word.slice(0, 1) + word.slice(1).toLowerCase())
    .join('');
}

async function listSearchAttributes(
  connection: NativeConnection,
  namespace: string,
): Promise<Readonly<Record<string, proto.temporal.api.enums.v1.IndexedValueType>> | undefined> {
  try {
    return (await connection.operatorService.listSearchAttributes({ namespace })).customAttributes;
  } catch (error) {
    const status = error instanceof Error && 'code' in error ? error.code : undefined;
    if (status === NOT_FOUND) throw new NamespaceNotFoundError(namespace);
    if (status === PERMISSION_DENIED || status === UNIMPLEMENTED) return undefined;
    throw error;
  }
}
