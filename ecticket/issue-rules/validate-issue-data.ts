/** Checks Data of Issue against every rule of the Issue page (developers.ecpay.com.tw, ECTicket, Ticket Issuance). */
import type { AllowedCallbackAddresses } from '../callback-address.js';
import { issue, type IssueData } from '../endpoints/issue.js';
import type { Profile } from '../merchant.js';
import { isRecord } from '../objects.js';
import { checkShape, toViolation, type Finding } from '../shape.js';
import { taipeiDate } from '../taipei-date.js';
import type { Violation } from '../violation.js';
import { dropBlankFields, toDraft, truncateItems, type Rule } from './draft.js';
import {
  atLeastOneItemRule,
  callableRule,
  expireDateRule,
  itemNoUniqueRule,
  startDateRule,
  ticketsPerOrderRule,
  tradeNumberRule,
  voucherRule,
} from './order-rules.js';
import { paymentProviderRule, requiredFieldsRule } from './required-fields.js';
import { adviceRule, ignoredFieldsRule, notificationRule } from './warnings.js';

/** What the rules depend on besides the order. */
export interface IssueCircumstances {
  readonly profile: Profile;
  /** When the order is sent to ECPay, in milliseconds since the epoch. */
  readonly now: number;
  /** `public` refuses notify URLs that ECPay cannot call. `any`, the default, is for the sandbox. */
  readonly callbacks?: AllowedCallbackAddresses;
}

/** The result of checking Data of Issue. */
export interface IssueVerdict {
  /** The Data to send, without blank fields and without fields that ECPay ignores. Absent if there are violations. */
  readonly data?: IssueData;
  /** Every violation that prevents issuance. */
  readonly violations: readonly Violation[];
  /** What ECPay accepts, although a notification is lost or a field has no effect. */
  readonly warnings: readonly Violation[];
}

/**
 * Checks Data of Issue, in ECPay's names. Accepts any value and never throws.
 *
 * @example
 * const { data, violations } = validateIssueData(request.body, { profile: 'issueOnly', now: Date.now() });
 */
export function validateIssueData(data: unknown, circumstances: IssueCircumstances): IssueVerdict {
  const { violations, warnings, ...rest } = checkIssueData(data, circumstances);
  return { ...rest, violations: violations.map(toViolation), warnings: warnings.map(toViolation) };
}

/** An {@link IssueVerdict} whose paths are still lists of keys. */
export interface IssueFindings {
  readonly data?: IssueData;
  readonly violations: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/**
 * Milliseconds from the request to the tickets: five minutes of ECPay's scheduled job, and one minute for the network
 * and for clock differences.
 */
const MAX_ISSUE_DELAY_MS = 6 * 60_000;

const RULES_BETWEEN_FIELDS: readonly Rule[] = [
  tradeNumberRule,
  voucherRule,
  requiredFieldsRule,
  paymentProviderRule,
  atLeastOneItemRule,
  ticketsPerOrderRule,
  itemNoUniqueRule,
  startDateRule,
  expireDateRule,
  callableRule,
];

/** Finds everything that is wrong with Data of Issue, whatever its shape. */
export function checkIssueData(given: unknown, { profile, now, callbacks = 'any' }: IssueCircumstances): IssueFindings {
  const circumstances = {
    profile,
    callbacks,
    today: taipeiDate(now),
    issuedBy: taipeiDate(now + MAX_ISSUE_DELAY_MS),
  };
  const fields = dropBlankFields(truncateItems(given, 'TicketInfo'));
  const shape = checkShape(issue.request, fields);
  if (!isRecord(fields)) return { violations: shape.findings, warnings: [] };
  const draft = toDraft(
    fields,
    shape.findings.map(({ path }) => path),
  );
  const ignored = ignoredFieldsRule(draft, circumstances);
  const violations = [...shape.findings, ...RULES_BETWEEN_FIELDS.flatMap((rule) => rule(draft, circumstances))];
  const warnings = [...notificationRule(draft, circumstances), ...adviceRule(draft, circumstances), ...ignored];
  if (shape.data === undefined || violations.length > 0) return { violations, warnings };
  return { data: omitFields(shape.data, ignored), violations, warnings };
}

function omitFields(data: IssueData, ignored: readonly Finding[]): IssueData {
  const paths = new Set(ignored.map(({ path }) => path.join()));
  const keep = <T extends object>(fields: T, ...parent: PropertyKey[]) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !paths.has([...parent, name].join()))) as T;
  return { ...keep(data), TicketInfo: data.TicketInfo.map((item, index) => keep(item, 'TicketInfo', index)) };
}
