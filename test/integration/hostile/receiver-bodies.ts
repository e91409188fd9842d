/** Bodies in the forms of ECPay's callbacks and payment notifications that no key of ECPay signs. */
import fc from 'fast-check';
import { encrypt } from '../../../ecticket/index.js';
import { callbackBody } from '../../support/callback-requests.js';
import { AIO, aioBody, embeddedBody, PAYMENT_KEYS } from '../../support/payment-notices.js';
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

/** The order that genuine messages are about. */
export const TRADE_NO = 'Hostile1';

const MERCHANT_IDS = ['3085676', '3362787', '3085672', '3002607', '0', '3085676 ', '3085676\u0000'];
const ENVELOPE_NAMES = ['MerchantID', 'PlatformID', 'RqHeader', 'RpHeader', 'TransCode', 'Data', 'CheckMacValue'];

/** Generates bodies, for a server that reads up to `limit` bytes. */
export function receiverBodies(limit: number): fc.Arbitrary<Body> {
  return fc.oneof(
    formless(limit),
    jsonText(ENVELOPE_NAMES).map((text) => body('JSON', text)),
    nested(limit).map((text) => body('nested JSON', text)),
    { weight: 2, arbitrary: envelope.map((text) => body('an envelope', text)) },
    { weight: 2, arbitrary: tamperedCallback.map((text) => body('a changed callback', text)) },
    { weight: 2, arbitrary: tamperedEmbedded.map((text) => body('a changed embedded notification', text)) },
    formText([...Object.keys(AIO), 'CheckMacValue']).map((text) => body('a form', text)),
    { weight: 2, arbitrary: tamperedForm.map((text) => body('a changed form', text)) },
  );
}

const json = (arbitrary: fc.Arbitrary<unknown>) => arbitrary.map((value) => JSON.stringify(value));
const merchantId = json(fc.constantFrom(...MERCHANT_IDS, ...INHERITED_NAMES, 3085676, null));

/** Data that somebody without a key can make: random blocks, text, or what another key encrypts. */
const data = fc.oneof(
  fc
    .integer({ min: 1, max: 60 })
    .chain((blocks) => fc.uint8Array({ minLength: 16 * blocks, maxLength: 16 * blocks }))
    .map((bytes) => JSON.stringify(Buffer.from(bytes).toString('base64'))),
  json(anyText),
  jsonText(['MerchantTradeNo', 'FreeTradeNo']).map((text) => JSON.stringify(encrypt(text, PAYMENT_KEYS))),
);
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));

const envelope = jsonObject({
  MerchantID: merchantId,
  PlatformID: fc.oneof(fc.constantFrom('null', '""'), merchantId),
  RqHeader: fc.constantFrom('{"Timestamp":1779085800}', '{"__proto__":{"Timestamp":1}}', '{"Timestamp":"1e999"}'),
  RpHeader: fc.constant('{"Timestamp":1779085800}'),
  TransCode: fc.constantFrom('1', '"1"', 'true', '[1]'),
  Data: data,
  CheckMacValue: fc.oneof(
    hash.map((text) => JSON.stringify(text.toUpperCase())),
    json(anyText),
  ),
});

/** Something of a genuine message is changed: a bit of its Data, its hash, its sender, its end. */
function tampered(genuine: string, others: readonly string[]): fc.Arbitrary<string> {
  const message = JSON.parse(genuine) as Record<string, unknown> & { Data: string };
  const encrypted = Buffer.from(message.Data, 'base64');
  const flipped = fc.nat({ max: encrypted.length * 8 - 1 }).map((bit) => {
    const bytes = Buffer.from(encrypted);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return JSON.stringify({ ...message, Data: bytes.toString('base64') });
  });
  return fc.oneof(
    { weight: 3, arbitrary: flipped },
    fc.constantFrom(...others).map((other) => JSON.stringify({ ...message, MerchantID: other })),
    fc.nat({ max: genuine.length - 1 }).map((end) => genuine.slice(0, end)),
    jsonText(['Data']).map((text) => `{"__proto__":${text},${genuine.slice(1, -2)}`),
  );
}

const genuineCallback = callbackBody({ MerchantTradeNo: TRADE_NO });
const tamperedCallback = fc.oneof(
  { weight: 3, arbitrary: tampered(genuineCallback, ['3362787', '3085672', '__proto__', 'toString']) },
  hash.map((text) => JSON.stringify({ ...(JSON.parse(genuineCallback) as object), CheckMacValue: text.toUpperCase() })),
);
const tamperedEmbedded = tampered(embeddedBody({ orderInfo: { MerchantTradeNo: TRADE_NO } }), ['3085676', 'toString']);

/** A genuine form with one field changed, added, doubled or left out. */
const tamperedForm = fc
  .tuple(fc.constantFrom(...Object.keys(AIO), 'CheckMacValue'), anyText, fc.constantFrom(...INHERITED_NAMES), fc.nat(4))
  .map(([name, text, inherited, how]) => {
    const form = new URLSearchParams(aioBody({ MerchantTradeNo: TRADE_NO }));
    const different = `${text}${form.get(name)}x`;
    if (how === 0) form.set(name, different);
    else if (how === 1) form.append(name, different);
    else if (how === 2) form.append(inherited, text);
    else if (how === 3) form.delete(name);
    else return `${form.toString()}&${inherited}[${name}]=${encodeURIComponent(text)}`;
    return form.toString();
  });
