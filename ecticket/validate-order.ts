import { InvalidOrderError } from './errors/invalid-order-error.js';
import { truncateItems } from './issue-rules/draft.js';
import { examineIssueData, type IssueCircumstances } from './issue-rules/examine.js';
import * as field from './issue-rules/fields.js';
import { fromIssueData, renameOrder } from './naming/order.js';
import { fieldPath } from './naming/field-path.js';
import type { TicketOrder } from './order.js';
import { isRecord } from './objects.js';
import { checkShape, formatPath, type Finding } from './shape.js';
import type { Violation } from './violation.js';

export interface ValidOrder {
  /** The order as given, without blank fields and fields that ECPay does not read. */
  readonly order: TicketOrder;
  /** What only loses a notification, or has no effect. */
  readonly warnings: readonly Violation[];
}

/**
 * Holds an order, or anything that was given as one, against every rule of the Issue page as of `now`.
 * Throws InvalidOrderError with all violations, each at its place in our names (`items[0].quantity`).
 */
export function validateOrder(given: unknown, circumstances: IssueCircumstances): ValidOrder {
  const platform = examinePlatform(given);
  const renamed = renameOrder(truncateItems(given, 'items'));
  const { data, broken, warned } = examineIssueData(renamed.data, circumstances);
  const violations = withoutRepeats([...platform.findings, ...renamed.findings, ...broken.map(inOurNames)]);
  if (data === undefined || violations.length > 0) throw new InvalidOrderError(violations.map(written));
  return { order: fromIssueData(data, platform.platformId), warnings: warned.map(inOurNames).map(written) };
}

/** A platform's id goes into the envelope, so that the rules of Data do not see it. The page writes `null` for none. */
function examinePlatform(given: unknown): { platformId?: string; findings: readonly Finding[] } {
  const platformId = isRecord(given) ? given['platformId'] : undefined;
  if (platformId === undefined || platformId === null || platformId === '') return { findings: [] };
  const { data, findings } = checkShape(field.platformId, platformId);
  if (data !== undefined) return { platformId: data, findings };
  return { findings: findings.map((finding) => ({ ...finding, path: ['platformId'] })) };
}

function inOurNames(finding: Finding): Finding {
  return { ...finding, path: fieldPath(finding.path) };
}

/** A word that has no translation is told once, in our names: the first finding of a rule at a place is kept. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const first = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.rule} ${formatPath(finding.path)}`;
    if (!first.has(key)) first.set(key, finding);
  }
  return [...first.values()];
}

function written(finding: Finding): Violation {
  return { ...finding, path: formatPath(finding.path) };
}
