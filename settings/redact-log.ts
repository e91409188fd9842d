/** What of a line's fields may be written. */

const HIDDEN = '[hidden]';
const DEEPEST = 8;

/** Names of keys and of people's data, ours and ECPay's. Such a field does not belong in a log: should it get there, it is not written. */
const SECRET = /^(customer(name|phone|email|address)|hash(key|iv)|api_?key|secret|password|authorization)$/i;

/** Names of ECPay's words, which may be about a customer. Whoever may read the order finds them there. */
const ECPAYS_WORDS = /^(words|rtnMsg|transMsg|remark)$/i;

/** Errors that quote what is not ours to repeat, by code or type: ECPay's words, or the JSON that is none. */
const QUOTING: readonly unknown[] = ['BUSINESS_REFUSAL', 'ENVELOPE_REFUSED', 'SyntaxError'];

/** `fields` as a line of the log has them, whatever is in them: a line that cannot be written must not end what wrote it. */
export function presentable(fields: object): Record<string, unknown> {
  try {
    return shownFields(fields, 0);
  } catch {
    return { fields: '[cannot be read]' };
  }
}

function shown(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '[deeper]';
  if (ArrayBuffer.isView(value)) return '[bytes]';
  if (value instanceof Error) return shownError(value, depth);
  if (Array.isArray(value)) return value.map((each) => shown(each, depth + 1));
  if (hasToJson(value)) return shown(value.toJSON(), depth + 1);
  return shownFields(value, depth);
}

function hasToJson(value: object): value is { toJSON: () => unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

function shownFields(value: object, depth: number): Record<string, unknown> {
  const fields = Object.entries(value).map(([name, each]: [string, unknown]) => [
    name,
    SECRET.test(name) || ECPAYS_WORDS.test(name) ? HIDDEN : shown(each, depth + 1),
  ]);
  return Object.fromEntries(fields) as Record<string, unknown>;
}

/** An error's own words only: a foreign error's further fields may hold a whole request. */
function shownError(error: Error, depth: number): unknown {
  const { name, stack, cause } = error;
  const message = messageOf(error);
  const code = 'code' in error ? { code: shown(error.code, depth + 1) } : {};
  return {
    ...{ name, ...code, message, stack: stack?.replaceAll(error.message, () => message) },
    ...(cause instanceof Error && { cause: shown(cause, depth + 1) }),
  };
}

/** Where an error quotes, all from the first quotation mark to the last is somebody else's; so is the character that no JSON has. */
function messageOf(error: Error): string {
  const { name, message, code, type }: Error & { code?: unknown; type?: unknown } = error;
  if (![name, code, type].some((each) => QUOTING.includes(each))) return message;
  return message.replace(/('.*', (\.\.\.)?)?".*"/s, `"${HIDDEN}"`);
}
