import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fingerprint } from '../../../client/orders/same-order.js';

const json = fc.jsonValue({ maxDepth: 4 });

/** The same value, every object's keys in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

describe('fingerprint', () => {
  test('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(fingerprint(reversed(value))).toBe(fingerprint(value));
      }),
    );
  });

  test('is the same for equal values and for no others', () => {
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    fc.assert(
      fc.property(json, json, (one, other) => {
        expect(fingerprint(one) === fingerprint(other)).toBe(isDeepStrictEqual(plain(one), plain(other)));
      }),
    );
  });

  test('takes an undefined field for one that is left out', () => {
    expect(fingerprint({ a: 1, b: undefined })).toBe(fingerprint({ a: 1 }));
  });

  test('minds the order of a list', () => {
    expect(fingerprint([1, 2])).not.toBe(fingerprint([2, 1]));
  });

  test('has none for what JSON cannot say', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect([fingerprint(cycle), fingerprint({ n: 1n })]).toEqual([undefined, undefined]);
  });
});
