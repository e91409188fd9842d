/** Random Data of Issue with unusual values: arbitrary URLs, nulls, and fields that the page does not list. */
import fc from 'fast-check';
import {
  changed,
  FIELDS,
  inOrder,
  ITEM_FIELDS,
  MORE_FIELDS,
  place,
  spoiled,
  type Payload,
  type Place,
} from './issue-payloads.js';

/** Valid and invalid URLs, as people and programs write them. */
const scheme = fc.constantFrom('http://', 'https://', 'HTTP://', 'hTTps://', 'http:/', 'ftp://', '//', 'ws://', '');
const host = fc.oneof(
  fc.domain(),
  fc.ipV4(),
  fc.ipV6().map((address) => `[${address}]`),
  fc.constantFrom('localhost', 'shop.example.', '-', '1.2.3', '票券.tw', 'a_b.tw', '%41.tw', 'a b.tw', 'shop..tw', ''),
);
const user = fc.constantFrom('', '', '', 'ann@', 'ann:secret@');
const port = fc.oneof(
  fc.constant(''),
  fc.nat({ max: 99_999 }).map((number) => `:${number}`),
  fc.constant(':x'),
);
const tail = fc.oneof(
  fc.webPath(),
  fc.webQueryParameters().map((query) => `/?${query}`),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => `/${text}`),
  fc.constantFrom(
    '',
    '/a b',
    '/\t',
    '/\u0000',
    '/\u00a0',
    '/\u3000',
    '/票券?名=王',
    '/\ud800',
    '/%',
    '/#x',
    '/\u200b',
    '/\ufeff',
    ' ',
  ),
  fc.integer({ min: 170, max: 200 }).map((length) => `/${'x'.repeat(length)}`),
);
const address = fc
  .tuple(fc.constantFrom('', '', '', ' ', '\n'), scheme, user, host, port, tail)
  .map((parts) => parts.join(''));

/** A valid order except for its two notification URLs. */
export const withAddresses: fc.Arbitrary<Payload> = fc
  .tuple(inOrder, address, address)
  .map(([payload, RefundNotifyURL, UseStatusNotifyURL]) => ({ ...payload, RefundNotifyURL, UseStatusNotifyURL }));

/** A payload, the same payload with more fields, and the paths of these fields as the client writes them. */
export interface Extended {
  readonly plain: Payload;
  readonly more: Payload;
  readonly places: readonly string[];
}

/** Sets missing fields to `null`, as many languages serialize them. */
export const withNulls: fc.Arbitrary<Extended> = fc
  .tuple(fc.oneof(inOrder, spoiled), fc.array(place(), { minLength: 1, maxLength: 4 }))
  .map(([plain, places]) =>
    extended(
      plain,
      places.map(({ field, item }) => ({ field, item, value: null })),
    ),
  );

/** Adds fields that the page does not list, at the top level or within items. */
export const withUnknownFields: fc.Arbitrary<Extended> = fc
  .tuple(
    fc.oneof(inOrder, spoiled),
    fc.array(
      fc.record({
        field: unknownName(),
        item: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
        // Both treat an empty text as a missing field.
        value: fc.jsonValue().filter((value) => value !== ''),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([plain, fields]) => extended(plain, fields));

function extended(plain: Payload, fields: readonly (Place & { readonly value: unknown })[]): Extended {
  const places = new Set<string>();
  let more = plain;
  for (const { field, item, value } of fields) {
    if (holds(plain, field, item)) continue;
    more = changed(more, field, item, value);
    places.add(written(field, item));
  }
  return { plain, more, places: [...places] };
}

function written(field: string, item: number | undefined): string {
  const name = /^[A-Za-z_]\w{0,39}$/.test(field) ? field : `[${JSON.stringify(field.slice(0, 40))}]`;
  return item === undefined ? name : `TicketInfo[${item}]${name.startsWith('[') ? '' : '.'}${name}`;
}

function unknownName(): fc.Arbitrary<string> {
  const known = ['MerchantID', ...FIELDS, ...MORE_FIELDS, ...ITEM_FIELDS];
  const similar = fc.constantFrom(...known).map((field) => field.toLowerCase());
  return fc
    .oneof(similar, fc.constantFrom('PlatformID', 'Remark', 'TicketType', 'constructor', '__proto__x'), fc.string())
    .filter((name) => !known.includes(name) && name !== '__proto__');
}

function holds(payload: Payload, field: string, item: number | undefined): boolean {
  const items: unknown = payload.TicketInfo;
  if (item === undefined) return payload[field] !== undefined;
  const given: unknown = Array.isArray(items) ? items[item] : undefined;
  // The item does not exist, or is not an object.
  return typeof given !== 'object' || given === null || field in given;
}
