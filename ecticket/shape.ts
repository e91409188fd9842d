/** Looks at a value with a schema, and tells what does not fit as violations: path, rule, words, how to fix it. */
import type { z } from 'zod';
import type { Violation } from './violation.js';

/** A path before it is written out. */
export type Path = readonly PropertyKey[];

/** A violation whose place is not written out yet. */
export type Finding = Omit<Violation, 'path'> & { readonly path: Path };

/** All that is wrong with a value's shape, or the value as the schema types it. */
export function examineShape<T>(schema: z.ZodType<T>, value: unknown): { data?: T; findings: Finding[] } {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return { data: result.data, findings: [] };
  return { findings: result.error.issues.flatMap(findingsOf) };
}

/** `['items', 0, 'quantity']` as `items[0].quantity`. A name that no field would have is quoted, and cut short. */
export function writePath(path: Path): string {
  return path.map(writeKey).join('').replace(/^\./, '');
}

function writeKey(key: PropertyKey): string {
  if (typeof key === 'number') return `[${key}]`;
  const name = String(key);
  return /^[A-Za-z_]\w{0,39}$/.test(name) ? `.${name}` : `[${JSON.stringify(name.slice(0, 40))}]`;
}

function findingsOf(issue: z.core.$ZodIssue): Finding[] {
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
      return [{ path, rule: ruleOf(path), message: issue.message, fix: chooseOne(issue.values.map(String)) }];
    default:
      if (issue.input === undefined && path.length > 0) return [missing(path)];
      return [{ path, rule: 'shape', ...(SHAPES[issue.code === 'invalid_type' ? issue.expected : ''] ?? OTHER_SHAPE) }];
  }
}

/** Tells of a field that the page does not know. */
export function unknownField(path: Path): Finding {
  const message = 'ECPay’s page knows no such field.';
  return { path, rule: 'unknownField', message, fix: 'Take it out, or correct its name.' };
}

/** "Choose one of …", as one writes it in code. */
export function chooseOne(words: readonly string[]): string {
  return `Choose one of ${words.map((word) => `'${word}'`).join(', ')}, as text.`;
}

function missing(path: Path): Finding {
  return { path, rule: 'required', message: 'This field is required.', fix: 'Fill it in.' };
}

/** A fixed-choice field's rule bears its name: `IssueType` → `issueType`. */
function ruleOf(path: Path): string {
  return String(path.at(-1)).replace(/^./, (letter) => letter.toLowerCase());
}

type Shape = Pick<Violation, 'message' | 'fix'>;

const OTHER_SHAPE: Shape = { message: 'This is of the wrong kind.', fix: 'See the page of this endpoint.' };

const SHAPES: Readonly<Record<string, Shape>> = {
  string: { message: 'This field is text.', fix: 'Write it as text, or leave it out.' },
  number: { message: 'This field is a number.', fix: 'Write it as a whole number, without quotes.' },
  object: { message: 'This is an object with named fields.', fix: 'Write it as { field: value, … }.' },
  array: { message: 'This field is a list.', fix: 'Write it as [ … ], also for one entry.' },
};
