/** The log of a process, without keys and personal data. */
import { destination, pino, type Logger } from 'pino';

/** Creates a logger that writes JSON lines to stderr: stdout is for the few lines that scripts wait for. */
export function processLog(): Logger {
  return pino({ formatters: { log: redactFields }, serializers: { error: identity, err: identity } }, destination(2));
}

/** Replaces pino's own serializer, which would add every field of an error: `redactFields` has formatted it already. */
function identity(error: unknown): unknown {
  return error;
}

const HIDDEN = '[hidden]';
const MAX_DEPTH = 8;

/**
 * Field names of keys and personal data, this package's and ECPay's. Such fields are never written, wherever they
 * occur.
 */
const SECRET = /^(customer(name|phone|email|address)|hash(key|iv)|api_?key|secret|password|authorization)$/i;

/**
 * Field names of messages that may come from ECPay and concern a customer. Whoever may read the order finds them there.
 * An error keeps its message: see `redactMessage`.
 */
const ECPAY_MESSAGES = /^(message|rtnMsg|transMsg|remark)$/i;

/** Codes or types of errors that quote a message of ECPay or invalid JSON. */
const QUOTING: readonly unknown[] = ['BUSINESS_REFUSAL', 'ENVELOPE_REFUSED', 'SyntaxError'];

/** Returns the fields that a log line may contain. Never throws, as logging must not end a process. */
export function redactFields(fields: object): Record<string, unknown> {
  try {
    return redactObject(fields, 0);
  } catch {
    return { fields: '[cannot be read]' };
  }
}

function redact(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[deeper]';
  if (ArrayBuffer.isView(value)) return '[bytes]';
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((each) => redact(each, depth + 1));
  if (hasToJson(value)) return redact(value.toJSON(), depth + 1);
  return redactObject(value, depth);
}

function hasToJson(value: object): value is { toJSON: () => unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

function redactObject(value: object, depth: number): Record<string, unknown> {
  const fields = Object.entries(value).map(([name, each]: [string, unknown]) => [
    name,
    SECRET.test(name) || ECPAY_MESSAGES.test(name) ? HIDDEN : redact(each, depth + 1),
  ]);
  return Object.fromEntries(fields) as Record<string, unknown>;
}

/** Keeps only the standard fields of an error: a library's error may contain a complete request. */
function redactError(error: Error, depth: number): unknown {
  const { name, stack, cause } = error;
  const message = redactMessage(error);
  const code = 'code' in error ? { code: redact(error.code, depth + 1) } : {};
  return {
    ...{ name, ...code, message, stack: stack?.replaceAll(error.message, () => message) },
    ...(cause instanceof Error && { cause: redact(cause, depth + 1) }),
  };
}

/** Hides everything between the first and the last quotation mark, and the character that made JSON invalid. */
function redactMessage(error: Error): string {
  const { name, message, code, type }: Error & { code?: unknown; type?: unknown } = error;
  if (![name, code, type].some((each) => QUOTING.includes(each))) return message;
  return message.replace(/('.*', (\.\.\.)?)?".*"/s, `"${HIDDEN}"`);
}
