/** Action of `ecticket setup`. */
import type { SearchAttributeGap } from '../../workers/errors.js';
import {
  addSearchAttributes,
  allSearchAttributeGaps,
  searchAttributeGaps,
  type SearchAttributeNeeds,
} from '../../workers/search-attribute-gaps.js';
import { pageUrl } from '../../settings/installation.js';
import { searchAttributesNeeded } from '../../workflows/messages/names.js';
import type { CommandContext } from '../command-context.js';
import { green, red } from '../display/colours.js';
import { EXIT } from '../exit-status.js';
import type { Texts } from '../texts/index.js';
import { isTemporalCloud } from '../web-ui.js';

/** Adds the search attributes that these settings need to the namespace, if the server allows it. */
export async function registerSearchAttributes(context: CommandContext): Promise<void> {
  const { connection } = await context.temporal();
  const { temporal, codeKeys } = await context.settings();
  const needs = { codeIndex: codeKeys !== undefined };
  const { namespace } = temporal;
  // A server that does not list its attributes may have none.
  const before = (await searchAttributeGaps(connection, namespace, needs)) ?? allSearchAttributeGaps(needs);
  const missing = before.filter(({ actual }) => actual === undefined).map(({ name }) => name);
  const isAllowed = missing.length === 0 || (await addSearchAttributes(connection, namespace, missing));
  const gaps = isAllowed ? ((await searchAttributeGaps(connection, namespace, needs)) ?? []) : before;

  const added = missing.filter((name) => gaps.every((gap) => gap.name !== name));
  const { setup: texts } = context.texts;
  context.print({ namespace, added, gaps }, () => formatResult(needs, added, gaps, texts));
  for (const fix of searchAttributeFixes(temporal, gaps, texts)) context.printNote(`\n${fix}`);
  if (!needs.codeIndex) context.printNote(`\n${texts.codeIndex(pageUrl('how-to/redeem-by-code.md'))}`);
  if (gaps.length > 0) context.status = EXIT.failed;
}

type SetupTexts = Texts['setup'];

function formatResult(
  needs: SearchAttributeNeeds,
  added: readonly string[],
  gaps: readonly SearchAttributeGap[],
  texts: SetupTexts,
): string {
  return Object.keys(searchAttributesNeeded(needs))
    .map((name) => `${name.padEnd(20)}${formatState(name)}`)
    .join('\n');

  function formatState(name: string): string {
    const gap = gaps.find((each) => each.name === name);
    if (gap !== undefined) return red(gap.actual === undefined ? texts.missing : texts.mistyped(gap.actual, gap.type));
    return added.includes(name) ? green(texts.added) : texts.registered;
  }
}

interface NamespaceLocation {
  readonly address: string;
  readonly namespace: string;
}

/**
 * Returns what an administrator must do about search attributes that this command cannot fix: one text for the missing
 * ones and one for those of a wrong type.
 */
export function searchAttributeFixes(
  { address, namespace }: NamespaceLocation,
  gaps: readonly SearchAttributeGap[],
  texts: SetupTexts,
): string[] {
  const missing = gaps.filter(({ actual }) => actual === undefined);
  const mistyped = gaps.filter(({ actual }) => actual !== undefined);
  return [
    ...(missing.length === 0
      ? []
      : [
          isTemporalCloud(address)
            ? texts.onCloud(namespace, cloudCommand(namespace, missing))
            : texts.onServer(address, serverCommand(namespace, missing)),
        ]),
    ...(mistyped.length === 0 ? [] : [texts.wrongTypes(mistyped.map(({ name }) => name).join(', '))]),
  ];
}

function cloudCommand(namespace: string, gaps: readonly SearchAttributeGap[]): string {
  const flags = gaps.map(({ name, type }) => ` \\\n    --search-attribute "${name}=${type}"`).join('');
  return `  tcld namespace search-attributes add --namespace ${namespace}${flags}`;
}

function serverCommand(namespace: string, gaps: readonly SearchAttributeGap[]): string {
  const flags = gaps.map(({ name, type }) => ` \\\n    --name ${name} --type ${type}`).join('');
  return `  temporal operator search-attribute create --namespace ${namespace}${flags}`;
}
