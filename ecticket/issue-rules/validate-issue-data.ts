import type { IssueData } from '../endpoints/issue.js';
import { formatPath, type Finding } from '../shape.js';
import type { Violation } from '../violation.js';
import { examineIssueData, type IssueCircumstances } from './examine.js';

/** What the Issue page says of some Data. */
export interface IssueVerdict {
  /** The Data to send, without blank fields and fields that ECPay does not read; only there without violations. */
  readonly data?: IssueData;
  /** What keeps the order from being issued: all of it. */
  readonly violations: readonly Violation[];
  /** What only loses a notification, or has no effect. */
  readonly warnings: readonly Violation[];
}

/** Holds Data of Issue in ECPay's names, or anything that was given as such, against the Issue page. Never throws. */
export function validateIssueData(data: unknown, circumstances: IssueCircumstances): IssueVerdict {
  const { broken, warned, ...rest } = examineIssueData(data, circumstances);
  return { ...rest, violations: broken.map(written), warnings: warned.map(written) };
}

function written(finding: Finding): Violation {
  return { ...finding, path: formatPath(finding.path) };
}
