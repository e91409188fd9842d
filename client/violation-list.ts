import { isRecord } from '../ecticket/objects.js';
import type { Violation } from '../ecticket/violation.js';

/** Collects the violations of an argument, so that one error can report all of them. */
export class ViolationList {
  readonly all: Violation[] = [];

  /** Adds a violation, unless `holds`. `message` states the rule; `fix` says how to comply with it. */
  check(holds: boolean, path: string, rule: string, message: string, fix: string): void {
    if (!holds) this.all.push({ path, rule, message, fix });
  }

  /**
   * Adds a violation if `value` is not an object, or has unknown fields: a payment under a misspelt name must not be
   * ignored silently.
   *
   * @returns Whether `value` is an object.
   */
  checkFields(value: unknown, path: string, known: readonly string[]): value is Readonly<Record<string, unknown>> {
    const isObject = isRecord(value);
    this.check(isObject, path, 'shape', 'This must be an object.', 'Write it as { field: value, … }.');
    const hasUnknownFields = isObject && Object.keys(value).some((field) => !known.includes(field));
    const message = `The only fields here are ${known.join(', ')}.`;
    this.check(!hasUnknownFields, path, 'unknownField', message, 'Remove other fields, or correct their names.');
    return isObject;
  }
}
