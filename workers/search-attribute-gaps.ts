/**
 * Finds and adds the search attributes of ticket orders that a namespace lacks. This module loads no native code: the
 * command line imports it too.
 */
import proto, { type temporal } from '@temporalio/proto';
import { searchAttributesNeeded } from '../workflows/messages/names.js';
import { NamespaceNotFoundError, type SearchAttributeGap } from './errors.js';

type ValueType = temporal.api.enums.v1.IndexedValueType;

/** The connection of a client or of a worker. */
export interface OperatorConnection {
  readonly operatorService: temporal.api.operatorservice.v1.OperatorService;
}

/** What determines the required search attributes. */
export interface SearchAttributeNeeds {
  /** Whether orders are found by a scanned code, which requires one more attribute. */
  readonly codeIndex: boolean;
}

const { IndexedValueType } = proto.temporal.api.enums.v1;

/** gRPC status codes. */
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const UNIMPLEMENTED = 12;

/**
 * Returns the search attributes that are missing or of another type, or undefined if the server does not list them
 * (Temporal Cloud, or an account without that permission).
 * @throws NamespaceNotFoundError
 */
export async function searchAttributeGaps(
  connection: OperatorConnection,
  namespace: string,
  needs: SearchAttributeNeeds,
): Promise<readonly SearchAttributeGap[] | undefined> {
  const actual = await unlessForbidden(() => connection.operatorService.listSearchAttributes({ namespace }), namespace);
  if (actual === undefined) return undefined;
  return typesNeeded(needs).flatMap(([name, type]) => gapIn(actual.customAttributes, name, type));
}

/**
 * Adds these search attributes. Returns false if the server does not allow it.
 * @throws NamespaceNotFoundError
 */
export async function addSearchAttributes(
  connection: OperatorConnection,
  namespace: string,
  names: readonly string[],
): Promise<boolean> {
  const types = typesNeeded({ codeIndex: true }).filter(([name]) => names.includes(name));
  const searchAttributes = Object.fromEntries(
    types.map(([name, type]) => [name, IndexedValueType[`INDEXED_VALUE_TYPE_${type}`]]),
  );
  const added = await unlessForbidden(
    () => connection.operatorService.addSearchAttributes({ namespace, searchAttributes }),
    namespace,
  );
  return added !== undefined;
}

/** Returns the gaps of a namespace that has none of the search attributes. */
export function allSearchAttributeGaps(needs: SearchAttributeNeeds): readonly SearchAttributeGap[] {
  return typesNeeded(needs).map(([name, type]) => ({ name, type: formatType(type) }));
}

function typesNeeded(needs: SearchAttributeNeeds) {
  return Object.entries(searchAttributesNeeded(needs));
}

function gapIn(actual: Readonly<Record<string, ValueType>>, name: string, type: string): SearchAttributeGap[] {
  const found = actual[name];
  if (found === undefined) return [{ name, type: formatType(type) }];
  const foundType = IndexedValueType[found].replace('INDEXED_VALUE_TYPE_', '');
  return foundType === type ? [] : [{ name, type: formatType(type), actual: formatType(foundType) }];
}

/** Formats a type as the `temporal` command does: `Keyword`, `KeywordList`. */
function formatType(type: string): string {
  return type
    .split('_')
    .map((word) => word.slice(0, 1) + word.slice(1).toLowerCase())
    .join('');
}

/** Returns undefined if the server does not permit or does not implement the call. */
async function unlessForbidden<T>(call: () => Promise<T>, namespace: string): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    const status = error instanceof Error && 'code' in error ? error.code : undefined;
    if (status === NOT_FOUND) throw new NamespaceNotFoundError(namespace);
    if (status === PERMISSION_DENIED || status === UNIMPLEMENTED) return undefined;
    throw error;
  }
}
