import { isRecord } from '../ecticket/objects.js';
import type { Violation } from '../ecticket/violation.js';

/** Collects what is wrong with an argument, so that all of it can be told at once. */
export class ViolationList {
  readonly all: Violation[] = [];

  /** Notes a broken rule, unless `holds`. */
  check(holds: boolean, path: string, rule: string, message: string, fix: string): void {
    if (!holds) this.all.push({ path, rule, message, fix });
  }

  /**
   * Notes what is no object, and fields that none knows: a payment under a misspelt name must not be lost in silence.
   * Answers whether there are fields to look at.
   */
  checkFields(value: unknown, path: string, known: readonly string[]): value is Readonly<Record<string, unknown>> {
    const isObject = isRecord(value);
    this.check(isObject, path, 'shape', 'This is an object with named fields.', 'Write it as { field: value, … }.');
    const hasOthers = isObject && Object.keys(value).some((field) => !known.includes(field));
    const message = `The fields here are ${known.join(', ')}, and no others.`;
    this.check(!hasOthers, path, 'unknownField', message, 'Take the others out, or correct their names.');
    return isObject;
  }
}
