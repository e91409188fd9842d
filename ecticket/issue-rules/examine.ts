/** Every rule of the Issue page over Data in ECPay's names (developers.ecpay.com.tw, ECTicket, Ticket Issuance). */
import type { CallbackAddresses } from '../callback-address.js';
import { issue, type IssueData } from '../endpoints/issue.js';
import type { Profile } from '../merchant.js';
import { isRecord } from '../objects.js';
import { checkShape, type Finding } from '../shape.js';
import { taipeiDate } from '../taipei-date.js';
import { adviceRule } from './advice.js';
import { expireDateRule, startDateRule } from './dates.js';
import { toDraft, dropBlankFields, truncateItems, type Rule } from './draft.js';
import { ignoredRule } from './ignored.js';
import { neededRule, paymentProviderRule } from './required.js';
import { callableRule, notificationRule } from './notifications.js';
import { atLeastOneItemRule, itemNoUniqueRule, ticketsPerOrderRule } from './tickets.js';
import { tradeNumberRule, voucherRule } from './trade-number.js';

export interface IssueCircumstances {
  readonly profile: Profile;
  /** The moment at which the order is sent to ECPay, milliseconds since the epoch. */
  readonly now: number;
  /** `public` refuses notify URLs that ECPay cannot call; `any`, the default, is for the sandbox. */
  readonly callbacks?: CallbackAddresses;
}

export interface Examined {
  /** What is to be sent; only there if nothing is broken. */
  readonly data?: IssueData;
  readonly broken: readonly Finding[];
  readonly warned: readonly Finding[];
}

/**
 * Milliseconds from the request to the tickets: the five minutes of ECPay's scheduled job, and a minute for the way
 * there and for clocks that differ.
 */
const ISSUED_WITHIN = 6 * 60_000;

const RULES_BETWEEN_FIELDS: readonly Rule[] = [
  tradeNumberRule,
  voucherRule,
  neededRule,
  paymentProviderRule,
  atLeastOneItemRule,
  ticketsPerOrderRule,
  itemNoUniqueRule,
  startDateRule,
  expireDateRule,
  callableRule,
];

/** All that is wrong with an order at once, whatever its shape. */
export function examineIssueData(given: unknown, { profile, now, callbacks = 'any' }: IssueCircumstances): Examined {
  const circumstances = { profile, callbacks, today: taipeiDate(now), issuedBy: taipeiDate(now + ISSUED_WITHIN) };
  const omitUndefined = dropBlankFields(truncateItems(given, 'TicketInfo'));
  const shape = checkShape(issue.request, omitUndefined);
  if (!isRecord(omitUndefined)) return { broken: shape.findings, warned: [] };
  const draft = toDraft(
    omitUndefined,
    shape.findings.map(({ path }) => path),
  );
  const ignored = ignoredRule(draft, circumstances);
  const broken = [...shape.findings, ...RULES_BETWEEN_FIELDS.flatMap((rule) => rule(draft, circumstances))];
  const warned = [...notificationRule(draft, circumstances), ...adviceRule(draft, circumstances), ...ignored];
  if (shape.data === undefined || broken.length > 0) return { broken, warned };
  return { data: without(shape.data, ignored), broken, warned };
}

function without(data: IssueData, ignored: readonly Finding[]): IssueData {
  const places = new Set(ignored.map(({ path }) => path.join()));
  const keep = <T extends object>(fields: T, ...place: PropertyKey[]) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !places.has([...place, name].join()))) as T;
  return { ...keep(data), TicketInfo: data.TicketInfo.map((item, index) => keep(item, 'TicketInfo', index)) };
}
