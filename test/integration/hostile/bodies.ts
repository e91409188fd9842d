/** Bodies that nobody sends who means well. Each target adds bodies of its own form. */
import fc from 'fast-check';

/** A body, and what it is, for the report of a failure. */
export interface Body {
  readonly what: string;
  readonly bytes: Buffer;
  /** The Content-Encoding that is announced for these bytes. */
  readonly encoding?: string;
}

export function body(what: string, content: string | Uint8Array): Body {
  return { what, bytes: typeof content === 'string' ? Buffer.from(content) : Buffer.from(content) };
}

/** Names that objects of JavaScript inherit. */
export const INHERITED_NAMES = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf'],
  ...['__defineGetter__', '__lookupSetter__', 'then', 'toJSON', 'length', 'name'],
] as const;

/** Any text, with NUL and combining characters. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('', '\u0000', '\uFEFF', 'null', 'NaN', '-0', '1e999', 'true', ...INHERITED_NAMES),
);

const scalar = fc.oneof(
  anyText.map((text) => JSON.stringify(text)),
  fc.double().map((number) => JSON.stringify(number)),
  // Objects that code takes for a text, a list or a promise.
  fc.constantFrom('{"length":1}', '{"length":{"toString":0}}', '{"toString":0}', '{"then":0}', '{"toJSON":0}'),
  fc.constantFrom('true', 'false', 'null', '1e999', '-0', '123456789012345678901234567890', '"\\ud800"'),
);

/**
 * JSON as text, so that a name can occur twice and `__proto__` is a name like any other.
 *
 * @param names Names that mean something to the target.
 */
export function jsonText(names: readonly string[]): fc.Arbitrary<string> {
  return fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc.array(tie('value'), { maxLength: 5 }).map((values) => `[${values.join()}]`),
      fc
        .array(fc.tuple(jsonName(names), tie('value')), { maxLength: 8 })
        .map((entries) => `{${entries.map(([name, value]) => `${name}:${value}`).join()}}`),
    ),
  })).value;
}

/** An object with these names, each left out, doubled, or with a value of any kind. */
export function jsonObject(fields: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> {
  const names = Object.keys(fields);
  const entries = Object.entries(fields).map(([name, value]) =>
    fc.oneof(
      { weight: 8, arbitrary: value.map((text) => [`${JSON.stringify(name)}:${text}`]) },
      jsonText(names).map((text) => [`${JSON.stringify(name)}:${text}`]),
      fc.tuple(value, jsonText(names)).map((texts) => texts.map((text) => `${JSON.stringify(name)}:${text}`)),
      fc.constant([]),
    ),
  );
  const more = fc.array(
    fc.tuple(jsonName(names), jsonText(names)).map(([name, text]) => `${name}:${text}`),
    { maxLength: 2 },
  );
  return fc.tuple(...entries, more).map((all) => `{${all.flat().join()}}`);
}

function jsonName(names: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(fc.constantFrom(...INHERITED_NAMES, ...names), anyText).map((name) => JSON.stringify(name));
}

/** JSON that nests ten thousand levels and more, closed or broken off. */
export function nested(maxBytes: number): fc.Arbitrary<string> {
  const level = fc.constantFrom('[]', '{"a":|}', '{"__proto__":|}', '{"payloads":[|]}', '{"Data":[|]}');
  return fc
    .tuple(level, fc.integer({ min: 10_000, max: 100_000 }), fc.constantFrom('', '1', '{"__proto__":{"x":1}}'))
    .chain(([pair, levels, inner]) => {
      const [open = '', close = ''] = pair === '[]' ? ['[', ']'] : pair.split('|');
      const depth = Math.min(levels, Math.floor(maxBytes / (open.length + close.length)) - 10);
      return fc.constantFrom(open.repeat(depth), open.repeat(depth) + inner + close.repeat(depth));
    });
}

/** A form, with names that mean something to the target. */
export function formText(names: readonly string[]): fc.Arbitrary<string> {
  const broken = fc.constantFrom(
    '%',
    '%zz',
    '%00',
    '%ff%fe',
    '%ed%a0%80',
    '%c0%80',
    '+',
    '&&',
    '=',
    '&=',
    '[]',
    '[a][b]',
  );
  const text = fc.oneof(
    anyText.map((each) => encodeURIComponent(each)),
    broken,
  );
  const name = fc.oneof(
    fc.constantFrom(...INHERITED_NAMES, ...names),
    fc.constantFrom(...names).map((each) => `__proto__[${each}]`),
    text,
  );
  return fc
    .array(fc.tuple(name, text), { maxLength: 30 })
    .map((pairs) => pairs.map((pair) => pair.join('=')).join('&'));
}

/** Bodies without any form. */
export function formless(limit: number): fc.Arbitrary<Body> {
  return fc.oneof(
    fc.uint8Array({ maxLength: 2000 }).map((bytes) => body('random bytes', bytes)),
    anyText.map((text) => body('text', text)),
    fc.constantFrom(...BROKEN_UTF8).map((bytes) => body('broken UTF-8', Buffer.from(bytes, 'latin1'))),
    fc.integer({ min: limit + 1, max: 2 * limit }).map((size) => body('too large', Buffer.alloc(size, 'a'))),
    fc.integer({ min: 1, max: limit }).map((size) => body('NUL', Buffer.alloc(size))),
  );
}

const BROKEN_UTF8 = [
  '\xff\xfe{\x00}\x00',
  '{"a":"\xed\xa0\x80"}',
  '{"a":"\xc0\x80"}',
  'a=\xf4\x90\x80\x80',
  '\xef\xbb\xbf{}',
];
