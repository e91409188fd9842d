/** An order as far as it can be read, so that rules between fields can be asked even when some fields are broken. */
import type { CallbackAddresses } from '../callback-address.js';
import type { IssueData, IssueItem } from '../endpoints/issue.js';
import type { Profile } from '../merchant.js';
import { isRecord } from '../objects.js';
import type { Finding, Path } from '../shape.js';
import { RULES, WARNINGS, type RuleName, type WarningName } from './messages.js';

/** `null` stands for a value that is there and breaks a rule by itself: it is neither missing nor any known value. */
type Readable<T> = { readonly [K in keyof T]?: T[K] | null };

export type ItemDraft = Readable<IssueItem>;
export type OrderDraft = Readable<Omit<IssueData, 'TicketInfo'>> & {
  /** `null` where no list can be read; an item that is no object has no fields here. */
  readonly TicketInfo: readonly ItemDraft[] | null;
};

/** What a rule knows besides the order. */
interface Circumstances {
  readonly profile: Profile;
  /** The day in Taipei, yyyymmdd. */
  readonly today: string;
  /** The last day on which ECPay may issue the order, yyyymmdd in Taipei: tomorrow shortly before midnight. */
  readonly issuedBy: string;
  /** Whether ECPay must be able to call the addresses. */
  readonly callbacks: CallbackAddresses;
}

/** One or a few rules that go together. */
export type Rule = (order: OrderDraft, circumstances: Circumstances) => readonly Finding[];

/** Reads Data of Issue without its blank fields, and with `null` at the places that are broken. */
export function toDraft(data: Readonly<Record<string, unknown>>, broken: readonly Path[]): OrderDraft {
  const brokenFields = new Set(broken.map(([field, index, name]) => placeOf(field, index, name)));
  const items: unknown = data['TicketInfo'];
  return {
    ...readable(data, (name) => brokenFields.has(placeOf(name))),
    TicketInfo: Array.isArray(items)
      ? items.map((item: unknown, index) =>
          isRecord(item) ? readable(item, (name) => brokenFields.has(placeOf('TicketInfo', index, name))) : {},
        )
      : null,
  };
}

/**
 * No order may have more than 100 tickets, so that what comes after 101 items cannot change the verdict. A list that is
 * absurdly long would only make absurdly many violations.
 */
export function truncateItems(order: unknown, list: string): unknown {
  if (!isRecord(order)) return order;
  const items: unknown = order[list];
  return Array.isArray(items) && items.length > 101 ? { ...order, [list]: items.slice(0, 101) } : order;
}

/** A field that is omitUndefined in with nothing is not omitUndefined in: the page says "when the field is empty". */
export function dropBlankFields(data: unknown): unknown {
  if (!isRecord(data)) return data;
  const items: unknown = data['TicketInfo'];
  const omitUndefined = dropBlanks(data);
  if (!Array.isArray(items)) return omitUndefined;
  return {
    ...omitUndefined,
    TicketInfo: Array.from(items, (item: unknown) => (isRecord(item) ? dropBlanks(item) : item)),
  };
}

export function broken(rule: RuleName, path: Path, fix: string): Finding {
  return { path, rule, message: RULES[rule], fix };
}

export function warned(rule: WarningName, path: Path, fix: string): Finding {
  return { path, rule, message: WARNINGS[rule], fix };
}

/** Findings about items, each at its place in TicketInfo. */
export function checkEachItem(order: OrderDraft, look: (item: ItemDraft, place: Path) => readonly Finding[]): Finding[] {
  return (order.TicketInfo ?? []).flatMap((item, index) => look(item, ['TicketInfo', index]));
}

function dropBlanks(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== '' && field !== undefined));
}

function readable(fields: Readonly<Record<string, unknown>>, isBroken: (name: string) => boolean): object {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, isBroken(name) ? null : value]));
}

function placeOf(...path: (PropertyKey | undefined)[]): string {
  return JSON.stringify(path.filter((key) => key !== undefined));
}
