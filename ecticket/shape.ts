/** Checks values against zod schemas and reports zod issues as violations: path, rule, message and fix. */
import type { z } from 'zod';
import { InvalidRequestError } from './errors/invalid-request-error.js';
import type { Violation } from './violation.js';

/** A path as a list of keys, such as `['items', 0, 'quantity']`. */
export type Path = readonly PropertyKey[];

/** A violation whose path is still a list of keys. */
export type Finding = Omit<Violation, 'path'> & { readonly path: Path };

/** Parses a value with a schema. Returns the parsed data, or every violation. */
export function checkShape<T>(schema: z.ZodType<T>, value: unknown): { data?: T; findings: Finding[] } {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return { data: result.data, findings: [] };
  return { findings: result.error.issues.flatMap(toFindings) };
}

/**
 * Parses a request with the schema of its endpoint.
 *
 * @param endpoint the endpoint or method that the error names
 * @throws InvalidRequestError with every violation
 */
export function parseRequest<T>(schema: z.ZodType<T>, request: unknown, endpoint: string): T {
  const { data, findings } = checkShape(schema, request);
  if (data !== undefined) return data;
  throw new InvalidRequestError(endpoint, findings.map(toViolation));
}

/** Formats the path of a finding. */
export function toViolation(finding: Finding): Violation {
  return { ...finding, path: formatPath(finding.path) };
}

/** Formats `['items', 0, 'quantity']` as `items[0].quantity`. Quotes and truncates names that no field can have. */
export function formatPath(path: Path): string {
  return path.map(formatKey).join('').replace(/^\./, '');
}

function formatKey(key: PropertyKey): string {
  if (typeof key === 'number') return `[${key}]`;
  const name = String(key);
  return /^[A-Za-z_]\w{0,39}$/.test(name) ? `.${name}` : `[${JSON.stringify(name.slice(0, 40))}]`;
}

function toFindings(issue: z.core.$ZodIssue): Finding[] {
  const { path } = issue;
  switch (issue.code) {
    case 'custom':
      return [
        { path, rule: String(issue.params?.['rule']), message: issue.message, fix: String(issue.params?.['fix']) },
      ];
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownField([...path, key]));
    case 'invalid_value':
      if (issue.input === undefined) return [missing(path)];
      return [{ path, rule: choiceRule(path), message: issue.message, fix: chooseOne(issue.values.map(String)) }];
    default:
      if (issue.input === undefined && path.length > 0) return [missing(path)];
      return [{ path, rule: 'shape', ...(SHAPES[issue.code === 'invalid_type' ? issue.expected : ''] ?? OTHER_SHAPE) }];
  }
}

/** A violation for a field that ECPay's page does not list. */
export function unknownField(path: Path): Finding {
  const message = 'ECPay’s page does not list this field.';
  return { path, rule: 'unknownField', message, fix: 'Remove it, or correct its name.' };
}

/** A fix that lists the allowed values as code writes them. */
export function chooseOne(values: readonly string[]): string {
  return `Choose one of ${values.map((value) => `'${value}'`).join(', ')}, as text.`;
}

function missing(path: Path): Finding {
  return { path, rule: 'required', message: 'This field is required.', fix: 'Fill it in.' };
}

/** The rule of a field with fixed choices has the field's name: `IssueType` → `issueType`. */
function choiceRule(path: Path): string {
  return String(path.at(-1)).replace(/^./, (letter) => letter.toLowerCase());
}

type ShapeMessage = Pick<Violation, 'message' | 'fix'>;

const OTHER_SHAPE: ShapeMessage = {
  message: 'This field has the wrong type.',
  fix: 'See ECPay’s page of this endpoint.',
};

const SHAPES: Readonly<Record<string, ShapeMessage>> = {
  string: { message: 'This field is text.', fix: 'Write it as text, in quotes.' },
  number: { message: 'This field is a number.', fix: 'Write it as a whole number, without quotes.' },
  object: { message: 'This is an object with named fields.', fix: 'Write it as { field: value, … }.' },
  array: { message: 'This field is a list.', fix: 'Write it as [ … ], even for one entry.' },
};
