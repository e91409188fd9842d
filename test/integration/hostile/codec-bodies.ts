/** Bodies for the codec server, from which it must not decrypt anything. */
import fc from 'fast-check';
import type { JsonPayload } from '../../../codec/server/json-payload.js';
import {
  anyText,
  body,
  formless,
  formText,
  INHERITED_NAMES,
  jsonObject,
  jsonText,
  nested,
  type Body,
} from './bodies.js';

const NAMES = ['payloads', 'metadata', 'data', 'encoding', 'encryption-key-id', 'bound-to'];
const base64 = (text: string) => Buffer.from(text).toString('base64');

/**
 * Generates bodies, for a server that reads up to `limit` bytes.
 *
 * @param encrypted A payload that the server's key encrypted. It occurs only changed.
 */
export function codecBodies(limit: number, encrypted: JsonPayload): fc.Arbitrary<Body> {
  const large = fc.constantFrom(Buffer.alloc(limit + 1, '['), Buffer.from(withPayloads('a'.repeat(limit - 100))));
  return fc.oneof(
    { weight: 4, arbitrary: formless(64 * 1024) },
    { weight: 4, arbitrary: jsonText(NAMES).map((text) => body('JSON', text)) },
    { weight: 3, arbitrary: nested(200_000).map((text) => body('nested JSON', text)) },
    { weight: 3, arbitrary: nested(200_000).map((text) => body('a payload that nests', withPayloads(text))) },
    { weight: 8, arbitrary: payloads.map((text) => body('payloads', text)) },
    { weight: 8, arbitrary: tampered(encrypted).map((text) => body('a changed payload', text)) },
    { weight: 2, arbitrary: formText(NAMES).map((text) => body('a form', text)) },
    fc.integer({ min: 1000, max: 6000 }).map((count) => body('many payloads', many('{}', count))),
    fc.integer({ min: 1000, max: 6000 }).map((count) => body('many encrypted payloads', many(garbage, count))),
    { weight: 1, arbitrary: large.map((bytes) => body('up to the limit and more', bytes)) },
  );
}

/** A body with one payload, which has `value` where no field is known. */
function withPayloads(value: string): string {
  return `{"payloads":[{"metadata":{"encoding":"anNvbi9wbGFpbg=="},"data":"IiI=","more":${value}}]}`;
}

const many = (payload: string, count: number) => `{"payloads":[${Array(count).fill(payload).join()}]}`;
const garbage = JSON.stringify({
  metadata: { encoding: base64('binary/encrypted'), 'encryption-key-id': base64('a') },
  data: base64('x'.repeat(100)),
});

const encodedText = anyText.map((text) => JSON.stringify(base64(text)));
const payload = jsonObject({
  metadata: jsonObject({
    encoding: fc.oneof(fc.constantFrom('binary/encrypted', 'json/plain', 'binary/zlib').map(quotedBase64), encodedText),
    'encryption-key-id': fc.oneof(fc.constantFrom('a', ...INHERITED_NAMES).map(quotedBase64), encodedText),
    'bound-to': encodedText,
  }),
  data: fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => JSON.stringify(Buffer.from(bytes).toString('base64'))),
    anyText.map((text) => JSON.stringify(text)),
  ),
});
const payloads = fc.array(payload, { maxLength: 4 }).map((all) => `{"payloads":[${all.join()}]}`);

function quotedBase64(text: string): string {
  return JSON.stringify(base64(text));
}

/** Something of an encrypted payload is changed: a bit, its key id, its workflow, its length. */
function tampered({ metadata, data }: JsonPayload): fc.Arbitrary<string> {
  const bytes = Buffer.from(data, 'base64');
  const flipped = fc.nat({ max: bytes.length * 8 - 1 }).map((bit) => {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return { metadata, data: changed.toString('base64') };
  });
  const relabelled = fc
    .tuple(fc.constantFrom('encryption-key-id', 'bound-to'), fc.oneof(anyText, fc.constantFrom('b', 'ecticket/1/2')))
    .filter(([name, text]) => metadata[name] !== base64(text))
    .map(([name, text]) => ({ metadata: { ...metadata, [name]: base64(text) }, data }));
  const shortened = fc
    .nat({ max: bytes.length - 1 })
    .map((end) => ({ metadata, data: bytes.subarray(0, end).toString('base64') }));
  return fc.oneof(flipped, relabelled, shortened).map((changed) => JSON.stringify({ payloads: [changed] }));
}
