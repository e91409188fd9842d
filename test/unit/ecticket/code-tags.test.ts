import { createSecretKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { codeTag, codeTagsOf } from '../../../ecticket/index.js';

const keyOf = (byte: number) => ({ key: createSecretKey(Buffer.alloc(32, byte)) });
const key = keyOf(1);

test('a tag is always the same, and another for each key, merchant and code', () => {
  // Orders are found by tags that an earlier version has made.
  expect(codeTag(key, '3085676', 'LEU4loiSZ9TDTWAtxL')).toBe('MUWYx3PE');
  const others = [
    codeTag(keyOf(2), '3085676', 'LEU4loiSZ9TDTWAtxL'),
    codeTag(key, '3362787', 'LEU4loiSZ9TDTWAtxL'),
    codeTag(key, '3085676', 'leu4loisz9tdtwatxl'),
    codeTag(key, '3085676', 'LEU4loiSZ9TDTWAtxL'),
  ];
  expect(new Set(others).size).toBe(4);
});

test('tickets without a code have no tag, and no order has more tags than Temporal takes', () => {
  expect(codeTagsOf(key, '3085676', [{ writeOffNo: '1' }, {}])).toEqual([codeTag(key, '3085676', '1')]);
  const tickets = (count: number) => Array.from({ length: count }, (_, index) => ({ writeOffNo: String(index) }));
  expect(JSON.stringify(codeTagsOf(key, '3085676', tickets(180))).length).toBeLessThanOrEqual(2048);
  expect(codeTagsOf(key, '3085676', tickets(181))).toBeUndefined();
});
