/** What a namespace lacks of the ticket orders' search attributes. Loads no native code: the command line asks too. */
import proto, { type temporal } from '@temporalio/proto';
import { searchAttributesNeeded } from '../workflows/messages/names.js';
import type { SearchAttributeGap } from './errors/missing-search-attributes-error.js';
import { NamespaceNotFoundError } from './errors/namespace-not-found-error.js';

type ValueType = temporal.api.enums.v1.IndexedValueType;

/** A client's connection or a worker's. */
export interface OperatorConnection {
  readonly operatorService: temporal.api.operatorservice.v1.OperatorService;
}

/** Whether orders are found by a scanned code there, which takes one attribute more. */
export interface Needs {
  readonly codeIndex: boolean;
}

const { IndexedValueType } = proto.temporal.api.enums.v1;

/** As `grpc.status` numbers them. */
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const UNIMPLEMENTED = 12;

/**
 * The search attributes that are missing or of another type; undefined where the server does not tell (Temporal Cloud, or
 * an account without that permission).
 * @throws NamespaceNotFoundError
 */
export async function searchAttributeGaps(
  connection: OperatorConnection,
  namespace: string,
  needs: Needs,
): Promise<readonly SearchAttributeGap[] | undefined> {
  const actual = await unlessForbidden(() => connection.operatorService.listSearchAttributes({ namespace }), namespace);
  if (actual === undefined) return undefined;
  return typesNeeded(needs).flatMap(([name, type]) => gapIn(actual.customAttributes, name, type));
}

/**
 * Adds these search attributes. False where the server does not let us.
 * @throws NamespaceNotFoundError
 */
export async function addSearchAttributes(
  connection: OperatorConnection,
  namespace: string,
  names: readonly string[],
): Promise<boolean> {
  const wanted = typesNeeded({ codeIndex: true }).filter(([name]) => names.includes(name));
  const searchAttributes = Object.fromEntries(
    wanted.map(([name, type]) => [name, IndexedValueType[`INDEXED_VALUE_TYPE_${type}`]]),
  );
  const added = await unlessForbidden(
    () => connection.operatorService.addSearchAttributes({ namespace, searchAttributes }),
    namespace,
  );
  return added !== undefined;
}

/** What a namespace lacks that has none of them. */
export function everyGap(needs: Needs): readonly SearchAttributeGap[] {
  return typesNeeded(needs).map(([name, type]) => ({ name, type: spelt(type) }));
}

function typesNeeded(needs: Needs) {
  return Object.entries(searchAttributesNeeded(needs));
}

function gapIn(actual: Readonly<Record<string, ValueType>>, name: string, type: string): SearchAttributeGap[] {
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
