import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fingerprint } from '../../../client/orders/same-order.js';

const json = fc.jsonValue({ maxDepth: 4 });

/** The same value with the keys of every object in reverse order. */
function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reverseKeys(inner)]),
  );
}

describe('the fingerprint of a placement', () => {
  test('ignores the order of keys', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(fingerprint(reverseKeys(value))).toBe(fingerprint(value));
      }),
    );
  });

  test('is equal for equal values only', () => {
    const toPlain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(fingerprint(a) === fingerprint(b)).toBe(isDeepStrictEqual(toPlain(a), toPlain(b)));
      }),
    );
  });

  test('treats an undefined field as absent', () => {
    expect(fingerprint({ a: 1, b: undefined })).toBe(fingerprint({ a: 1 }));
  });

  test('depends on the order of a list', () => {
    expect(fingerprint([1, 2])).not.toBe(fingerprint([2, 1]));
  });

  test('is undefined for a value without JSON', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect([fingerprint(cycle), fingerprint({ n: 1n })]).toEqual([undefined, undefined]);
  });
});
