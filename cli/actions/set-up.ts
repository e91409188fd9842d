import { addSearchAttributes, everyGap, searchAttributeGaps, type Needs } from '../../workers/search-attribute-gaps.js';
import type { SearchAttributeGap } from '../../workers/errors/missing-search-attributes-error.js';
import { searchAttributesNeeded } from '../../workflows/messages/names.js';
import { green, red } from '../display/colours.js';
import { EXIT } from '../exit-status.js';
import { howToMend } from '../add-search-attributes.js';
import type { Shell } from '../shell.js';

/** Gives the namespace the search attributes that these settings need, as far as the server lets us. */
export async function setUp(shell: Shell): Promise<void> {
  const { connection } = await shell.temporal();
  const { temporal, codeKeys } = await shell.settings();
  const needs = { codeIndex: codeKeys !== undefined };
  const { namespace } = temporal;
  // A server that does not list them has perhaps none.
  const before = (await searchAttributeGaps(connection, namespace, needs)) ?? everyGap(needs);
  const missing = before.filter(({ actual }) => actual === undefined).map(({ name }) => name);
  const isAllowed = missing.length === 0 || (await addSearchAttributes(connection, namespace, missing));
  const gaps = isAllowed ? ((await searchAttributeGaps(connection, namespace, needs)) ?? []) : before;

  const added = missing.filter((name) => gaps.every((gap) => gap.name !== name));
  shell.tell({ namespace, added, gaps }, () => inWords(needs, added, gaps));
  for (const fix of howToMend(temporal, gaps)) shell.remark(`\n${fix}`);
  if (!needs.codeIndex) shell.remark(`\n${CODE_INDEX_OFF}`);
  if (gaps.length > 0) shell.status = EXIT.failed;
}

const CODE_INDEX_OFF =
  'Does your shop redeem by scanned codes alone, with more than a hundred open orders? ' +
  'Set ECTICKET_CODE_KEYS and run this again: docs/how-to/redeem-by-code.md';

function inWords(needs: Needs, added: readonly string[], gaps: readonly SearchAttributeGap[]): string {
  return Object.keys(searchAttributesNeeded(needs))
    .map((name) => `${name.padEnd(20)}${stateOf(name)}`)
    .join('\n');

  function stateOf(name: string): string {
    const gap = gaps.find((each) => each.name === name);
    if (gap !== undefined)
      return red(gap.actual === undefined ? 'missing' : `is of type ${gap.actual}, not ${gap.type}`);
    return added.includes(name) ? green('added') : 'there already';
  }
}
