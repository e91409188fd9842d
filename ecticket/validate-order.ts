import { InvalidOrderError } from './errors/invalid-order-error.js';
import { truncateItems } from './issue-rules/draft.js';
import * as field from './issue-rules/fields.js';
import { checkIssueData, type IssueCircumstances } from './issue-rules/validate-issue-data.js';
import { fromIssueData, renameOrder } from './naming/order.js';
import { fieldPath } from './naming/tables.js';
import { isRecord } from './objects.js';
import type { TicketOrder } from './order.js';
import { checkShape, formatPath, toViolation, type Finding } from './shape.js';
import type { Violation } from './violation.js';

export interface ValidOrder {
  /** The order without blank fields and without fields that ECPay ignores. */
  readonly order: TicketOrder;
  /** What ECPay accepts, although a notification is lost or a field has no effect. */
  readonly warnings: readonly Violation[];
}

/**
 * Checks an order against every rule of ECPay's Issue page. Accepts any value.
 *
 * @param given the order, in the names of {@link TicketOrder}
 * @param circumstances the merchant's profile and the time of issue in milliseconds since the epoch
 * @throws InvalidOrderError with every violation, with paths in the client's field names (`items[0].quantity`)
 * @example
 * const { order, warnings } = validateOrder(input, { profile: 'issueOnly', now: Date.now() });
 */
export function validateOrder(given: unknown, circumstances: IssueCircumstances): ValidOrder {
  const platform = checkPlatformId(given);
  const renamed = renameOrder(truncateItems(given, 'items'));
  const { data, violations, warnings } = checkIssueData(renamed.data, circumstances);
  const all = removeDuplicates([...platform.findings, ...renamed.findings, ...violations.map(toClientPath)]);
  if (data === undefined || all.length > 0) throw new InvalidOrderError(all.map(toViolation));
  return {
    order: fromIssueData(data, platform.platformId),
    warnings: warnings.map(toClientPath).map(toViolation),
  };
}

/** The envelope carries the platform's id, so the rules of Data do not cover it. The page writes `null` for none. */
function checkPlatformId(given: unknown): { platformId?: string; findings: readonly Finding[] } {
  const platformId = isRecord(given) ? given['platformId'] : undefined;
  if (platformId === undefined || platformId === null || platformId === '') return { findings: [] };
  const { data, findings } = checkShape(field.platformId, platformId);
  if (data !== undefined) return { platformId: data, findings };
  return { findings: findings.map((finding) => ({ ...finding, path: ['platformId'] })) };
}

function toClientPath(finding: Finding): Finding {
  return { ...finding, path: fieldPath(finding.path) };
}

/**
 * Keeps the first finding per rule and path. The renaming and the rules of Data both report a choice that ECPay does
 * not have.
 */
function removeDuplicates(findings: readonly Finding[]): Finding[] {
  const first = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.rule} ${formatPath(finding.path)}`;
    if (!first.has(key)) first.set(key, finding);
  }
  return [...first.values()];
}
