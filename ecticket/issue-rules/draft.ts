/** An order as far as it is readable, so that rules between fields apply even if some fields are invalid. */
import type { AllowedCallbackAddresses } from '../callback-address.js';
import type { IssueData, IssueItem } from '../endpoints/issue.js';
import type { Profile } from '../merchant.js';
import { isRecord } from '../objects.js';
import type { Finding, Path } from '../shape.js';
import { RULES, WARNINGS, type RuleName, type WarningName } from './messages.js';

/** `null` marks a value that is present but invalid by itself: it is neither absent nor a known value. */
type Readable<T> = { readonly [K in keyof T]?: T[K] | null };

export type ItemDraft = Readable<IssueItem>;
export type OrderDraft = Readable<Omit<IssueData, 'TicketInfo'>> & {
  /** `null` if the list is not readable. An item that is not an object has no fields here. */
  readonly TicketInfo: readonly ItemDraft[] | null;
};

/** What a rule depends on besides the order. */
interface Circumstances {
  readonly profile: Profile;
  /** The day in Taipei, yyyymmdd. */
  readonly today: string;
  /** The last day on which ECPay may issue the order, yyyymmdd in Taipei: tomorrow shortly before midnight. */
  readonly issuedBy: string;
  /** Whether ECPay must be able to call the notify URLs. */
  readonly callbacks: AllowedCallbackAddresses;
}

/** Checks one rule, or a few related ones. */
export type Rule = (order: OrderDraft, circumstances: Circumstances) => readonly Finding[];

/** Converts Data of Issue, without blank fields, to a draft. The values at the `invalid` paths become `null`. */
export function toDraft(data: Readonly<Record<string, unknown>>, invalid: readonly Path[]): OrderDraft {
  const invalidFields = new Set(invalid.map(([field, index, name]) => pathKey(field, index, name)));
  const items: unknown = data['TicketInfo'];
  return {
    ...nullInvalid(data, (name) => invalidFields.has(pathKey(name))),
    TicketInfo: Array.isArray(items)
      ? items.map((item: unknown, index) =>
          isRecord(item) ? nullInvalid(item, (name) => invalidFields.has(pathKey('TicketInfo', index, name))) : {},
        )
      : null,
  };
}

/**
 * Keeps the first 101 items of an order. An order has at most 100 tickets, so items after the 101st cannot change the
 * verdict, and a very long list would only produce very many violations.
 */
export function truncateItems(order: unknown, list: string): unknown {
  if (!isRecord(order)) return order;
  const items: unknown = order[list];
  return Array.isArray(items) && items.length > 101 ? { ...order, [list]: items.slice(0, 101) } : order;
}

/**
 * Removes blank fields from Data of Issue. ECPay's page treats an empty field as absent ("when the field is empty").
 */
export function dropBlankFields(data: unknown): unknown {
  if (!isRecord(data)) return data;
  const items: unknown = data['TicketInfo'];
  const fields = withoutBlanks(data);
  if (!Array.isArray(items)) return fields;
  return {
    ...fields,
    TicketInfo: Array.from(items, (item: unknown) => (isRecord(item) ? withoutBlanks(item) : item)),
  };
}

/** A violation of a rule. */
export function violation(rule: RuleName, path: Path, fix: string): Finding {
  return { path, rule, message: RULES[rule], fix };
}

/** A warning: ECPay accepts the order. */
export function warning(rule: WarningName, path: Path, fix: string): Finding {
  return { path, rule, message: WARNINGS[rule], fix };
}

/** Checks each item of an order. `check` gets the path of the item in TicketInfo. */
export function checkEachItem(
  order: OrderDraft,
  check: (item: ItemDraft, path: Path) => readonly Finding[],
): Finding[] {
  return (order.TicketInfo ?? []).flatMap((item, index) => check(item, ['TicketInfo', index]));
}

function withoutBlanks(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== '' && field !== undefined));
}

function nullInvalid(fields: Readonly<Record<string, unknown>>, isInvalid: (name: string) => boolean): object {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, isInvalid(name) ? null : value]));
}

function pathKey(...path: (PropertyKey | undefined)[]): string {
  return JSON.stringify(path.filter((key) => key !== undefined));
}
