/**
 * Checks the options of a public function or class, for callers without a compiler: a misspelled option would have no
 * effect, and a missing one would fail much later.
 */
import { z } from 'zod';
import { InvalidOptionsError } from './invalid-options-error.js';

/** A schema for every option of an interface, and for nothing else. */
export type OptionSchemas<Options> = { readonly [Name in keyof Options]-?: z.ZodType };

/** An option that is checked elsewhere, or where a wrong value shows at once. */
export const OPTIONAL = z.unknown().optional();

/** A function. */
export const FUNCTION = z.custom((value) => typeof value === 'function', 'must be a function.');

/**
 * An object of a class, recognized by a member of it: another copy of the package, and a double in a test, have it too.
 * Some logs are functions with members.
 *
 * @param what The class, and how to create an object of it.
 */
export function objectWith(member: string, what: string): z.ZodType {
  return z.custom((value) => {
    const hasMembers = typeof value === 'function' || (typeof value === 'object' && value !== null);
    return hasMembers && member in value;
  }, `must be ${what}.`);
}

/** A registry of merchants. */
export const MERCHANTS = objectWith('getActing', 'a MerchantRegistry, such as new MerchantRegistry(STAGE_MERCHANTS)');

/** A text that is not empty. */
export const TEXT = z.string('must be text.').min(1, 'must not be empty.');

/** One of a few texts. */
export function oneOf(values: readonly string[]): z.ZodType {
  return z.enum(values, `must be one of ${values.join(', ')}.`);
}

/**
 * Throws if an option is missing, unknown or of another kind.
 *
 * @param owner The function or class, as the message names it.
 * @throws InvalidOptionsError with every mistake.
 */
export function assertOptions<Options extends object>(
  owner: string,
  schemas: OptionSchemas<Options>,
  options: unknown,
): asserts options is Options {
  const mistakes = mistakesIn(owner, schemas, options);
  if (mistakes.length > 0) throw new InvalidOptionsError(mistakes);
}

/** As {@link assertOptions}, but returns the mistakes, each a sentence. */
export function mistakesIn<Options extends object>(
  owner: string,
  schemas: OptionSchemas<Options>,
  options: unknown,
): string[] {
  const names = Object.keys(schemas).join(', ');
  const { error } = z.strictObject(schemas).safeParse(options, { reportInput: true });
  return (error?.issues ?? []).flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => `${owner} has no option ${JSON.stringify(key)}. Its options are: ${names}.`);
    const [name] = issue.path;
    if (name === undefined) return [`${owner} takes an object with these options: ${names}.`];
    if (issue.input === undefined) return [`${owner} needs the option ${String(name)}, which ${issue.message}`];
    return [`The option ${String(name)} of ${owner} ${issue.message}`];
  });
}
