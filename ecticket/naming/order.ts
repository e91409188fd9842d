/** An order in our names and as Data of Issue in ECPay's. */
import type { IssueData } from '../endpoints/issue.js';
import type { TicketOrder } from '../order.js';
import { chooseOne, unknownField, type Finding, type Path } from '../shape.js';
import { RULES } from '../issue-rules/messages.js';
import { isRecord } from '../objects.js';
import { ITEM_FIELDS, ORDER_CHOICES, ORDER_FIELDS, OUR_FIELDS, OUR_ITEM_FIELDS } from './tables.js';

type ChoiceField = keyof typeof ORDER_CHOICES;

/** What the words of our own that ECPay does not know are called by ECPay's rules. */
const CHOICE_RULES = {
  issueType: 'issueType',
  printedBy: 'printType',
  availability: 'isImmediate',
  paymentProvider: 'paymentProvider',
} as const satisfies Record<ChoiceField, keyof typeof RULES>;

/** Data of Issue for an order, whether or not it keeps the rules. Its `platformId` goes into the envelope instead. */
export function toIssueData(order: TicketOrder): IssueData {
  // The tables are checked against both types, field by field.
  return renameOrder(order).data as IssueData;
}

/** The order that Data of Issue was made from. `platformId` is the envelope's. */
export function fromIssueData(data: IssueData, platformId?: string): TicketOrder {
  const order = fieldsOf(data).map(([name, value]) => {
    const ours = OUR_FIELDS.get(name) ?? name;
    if (Array.isArray(value)) return [ours, value.map(fromIssueItem)];
    return [ours, isChoice(ours) ? ourWord(ours, value) : value];
  });
  // Rules tie the fields that an order has to its issue type, which no type can follow here.
  return Object.fromEntries([
    ...order,
    ...(platformId === undefined ? [] : [['platformId', platformId]]),
  ]) as TicketOrder;
}

/**
 * Renames anything that was given as an order, as far as it can be read. What has no translation is told in our own
 * names and does not reach ECPay's: an unknown field is left out, an unknown word becomes `null`.
 */
export function renameOrder(order: unknown): { data: unknown; findings: readonly Finding[] } {
  if (!isRecord(order)) return { data: order, findings: [] };
  const findings: Finding[] = [];
  const data = rename(order, ORDER_FIELDS, [], findings, (name, value) => {
    if (name === 'items') return Array.isArray(value) ? Array.from(value, renameItem) : value;
    return isChoice(name) ? ecpayWord(name, value) : value;
  });
  return { data, findings };

  function renameItem(item: unknown, index: number): unknown {
    return isRecord(item) ? rename(item, ITEM_FIELDS, ['items', index], findings, (_, value) => value) : item;
  }

  function ecpayWord(name: ChoiceField, word: unknown): unknown {
    if (word === '') return word;
    const words: Readonly<Record<string, string>> = ORDER_CHOICES[name];
    if (typeof word === 'string' && Object.hasOwn(words, word)) return words[word];
    const rule = CHOICE_RULES[name];
    findings.push({ path: [name], rule, message: RULES[rule], fix: chooseOne(Object.keys(words)) });
    return null;
  }
}

function rename(
  source: Readonly<Record<string, unknown>>,
  table: Readonly<Record<string, string>>,
  place: Path,
  findings: Finding[],
  translate: (name: string, value: unknown) => unknown,
): Record<string, unknown> {
  const renamed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value === undefined || (name === 'platformId' && place.length === 0)) continue;
    const theirs = Object.hasOwn(table, name) ? table[name] : undefined;
    if (theirs === undefined) findings.push(unknownField([...place, name]));
    else renamed[theirs] = translate(name, value);
  }
  return renamed;
}

function fromIssueItem(item: object): object {
  return Object.fromEntries(fieldsOf(item).map(([name, value]) => [OUR_ITEM_FIELDS.get(name) ?? name, value]));
}

function fieldsOf(value: object): [string, unknown][] {
  return Object.entries(value);
}

function isChoice(name: string): name is ChoiceField {
  return Object.hasOwn(ORDER_CHOICES, name);
}

function ourWord(name: ChoiceField, theirs: unknown): unknown {
  return Object.entries(ORDER_CHOICES[name]).find(([, word]) => word === theirs)?.[0] ?? theirs;
}
