export interface SearchAttributeGap {
  readonly name: string;
  /** The type it must have, as the `temporal` command writes it. */
  readonly type: string;
  /** The type it has; left out when there is no such attribute. */
  readonly actual?: string;
}

/** The namespace lacks search attributes that every order sets: its workflow tasks would fail for ever. */
export class MissingSearchAttributesError extends Error {
  override readonly name = 'MissingSearchAttributesError';
  readonly code = 'MISSING_SEARCH_ATTRIBUTES';

  constructor(
    readonly namespace: string,
    readonly gaps: readonly SearchAttributeGap[],
  ) {
    super(`The namespace "${namespace}" is not set up for ticket orders.${missing(namespace, gaps)}${wrong(gaps)}`);
  }
}

function missing(namespace: string, gaps: readonly SearchAttributeGap[]): string {
  const absent = gaps.filter(({ actual }) => actual === undefined);
  if (absent.length === 0) return '';
  const flags = absent.map(({ name, type }) => ` --name ${name} --type ${type}`).join('');
  const names = absent.map(({ name }) => name).join(', ');
  return ` Search attributes are missing: ${names}. Add them with: temporal operator search-attribute create --namespace ${namespace}${flags}`;
}

function wrong(gaps: readonly SearchAttributeGap[]): string {
  return gaps
    .filter(({ actual }) => actual !== undefined)
    .map(({ name, type, actual }) => ` ${name} is of type ${actual}, not ${type}: remove it, or use another namespace.`)
    .join('');
}
