/** Converts an order between the client's field names and Data of Issue in ECPay's names. */
import type { IssueData } from '../endpoints/issue.js';
import type { TicketOrder } from '../order.js';
import { chooseOne, unknownField, type Finding, type Path } from '../shape.js';
import { RULES } from '../issue-rules/messages.js';
import { isRecord } from '../objects.js';
import { ITEM_FIELDS, ORDER_CHOICES, ORDER_FIELDS, CLIENT_FIELDS, CLIENT_ITEM_FIELDS } from './tables.js';

type ChoiceField = keyof typeof ORDER_CHOICES;

/** The rules of ECPay's Issue page for the client's fields with fixed choices. */
const CHOICE_RULES = {
  issueType: 'issueType',
  printedBy: 'printType',
  availability: 'isImmediate',
  paymentProvider: 'paymentProvider',
} as const satisfies Record<ChoiceField, keyof typeof RULES>;

/** Converts an order to Data of Issue, without checking the rules. The envelope carries `platformId`. */
export function toIssueData(order: TicketOrder): IssueData {
  // The compiler checks the tables against both types, field by field.
  return renameOrder(order).data as IssueData;
}

/** Converts Data of Issue back to an order. `platformId` is the one in the envelope. */
export function fromIssueData(data: IssueData, platformId?: string): TicketOrder {
  const order = fieldsOf(data).map(([name, value]) => {
    const clientField = CLIENT_FIELDS.get(name) ?? name;
    if (Array.isArray(value)) return [clientField, value.map(fromIssueItem)];
    return [clientField, isChoice(clientField) ? toClientChoice(clientField, value) : value];
  });
  // An order's fields depend on its issue type, which the compiler cannot verify here.
  return Object.fromEntries([
    ...order,
    ...(platformId === undefined ? [] : [['platformId', platformId]]),
  ]) as TicketOrder;
}

/**
 * Renames the fields of an order to ECPay's names, as far as they are readable. Accepts any value. The findings report,
 * in the client's field names, what has no translation. The data omits an unknown field, and has `null` for an unknown
 * choice.
 */
export function renameOrder(order: unknown): { data: unknown; findings: readonly Finding[] } {
  if (!isRecord(order)) return { data: order, findings: [] };
  const findings: Finding[] = [];
  const data = rename(order, ORDER_FIELDS, [], findings, (name, value) => {
    if (name === 'items') return Array.isArray(value) ? Array.from(value, renameItem) : value;
    return isChoice(name) ? toECPayChoice(name, value) : value;
  });
  return { data, findings };

  function renameItem(item: unknown, index: number): unknown {
    return isRecord(item) ? rename(item, ITEM_FIELDS, ['items', index], findings, (_, value) => value) : item;
  }

  function toECPayChoice(name: ChoiceField, choice: unknown): unknown {
    if (choice === '') return choice;
    const codes: Readonly<Record<string, string>> = ORDER_CHOICES[name];
    if (typeof choice === 'string' && Object.hasOwn(codes, choice)) return codes[choice];
    const rule = CHOICE_RULES[name];
    findings.push({ path: [name], rule, message: RULES[rule], fix: chooseOne(Object.keys(codes)) });
    return null;
  }
}

function rename(
  source: Readonly<Record<string, unknown>>,
  table: Readonly<Record<string, string>>,
  parent: Path,
  findings: Finding[],
  translate: (name: string, value: unknown) => unknown,
): Record<string, unknown> {
  const renamed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value === undefined || (name === 'platformId' && parent.length === 0)) continue;
    const ecpayName = Object.hasOwn(table, name) ? table[name] : undefined;
    if (ecpayName === undefined) findings.push(unknownField([...parent, name]));
    else renamed[ecpayName] = translate(name, value);
  }
  return renamed;
}

function fromIssueItem(item: object): object {
  return Object.fromEntries(fieldsOf(item).map(([name, value]) => [CLIENT_ITEM_FIELDS.get(name) ?? name, value]));
}

function fieldsOf(value: object): [string, unknown][] {
  return Object.entries(value);
}

function isChoice(name: string): name is ChoiceField {
  return Object.hasOwn(ORDER_CHOICES, name);
}

function toClientChoice(name: ChoiceField, code: unknown): unknown {
  return Object.entries(ORDER_CHOICES[name]).find(([, ecpayCode]) => ecpayCode === code)?.[0] ?? code;
}
