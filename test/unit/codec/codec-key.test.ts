import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { InvalidCodecKeysError, parseCodecKeys } from '../../../codec/index.js';

const KEY = Buffer.alloc(32, 7).toString('base64');
const OTHER = Buffer.alloc(32, 8).toString('base64');

test('reads keys newest first', () => {
  expect(parseCodecKeys(`2026-11:${KEY}, 2026-05:${OTHER}`).map(({ id }) => id)).toEqual(['2026-11', '2026-05']);
});

test('shows no key in any rendering', () => {
  const keys = parseCodecKeys(`a:${KEY}`);
  expect(inspect(keys, { showHidden: true, depth: 9 }) + JSON.stringify(keys)).not.toContain(KEY);
});

test('reports every problem at once, by place, and repeats nothing that may be a key', () => {
  const sixteenBytes = Buffer.alloc(16, 9).toString('base64');
  const texts = [`a:${KEY}`, OTHER, `a:${OTHER}`, `b:${sixteenBytes}`, `b c:${OTHER}`, ''];
  const error = problemOf(texts.join(','));
  expect(error.problems).toEqual([
    'key 2 has no id (write it before a colon)',
    'key 3 has the id of key 1',
    'key 4 is not the Base64 of 32 bytes',
    'the id of key 5 is not 1 to 64 letters, digits, dots, underscores or dashes',
    'key 6 is empty',
  ]);
  for (const secret of [KEY, OTHER, sixteenBytes]) expect(inspect(error)).not.toContain(secret);
});

test('an empty text has no key', () => {
  expect(problemOf('').problems).toEqual(['key 1 is empty']);
});

function problemOf(text: string): InvalidCodecKeysError {
  try {
    parseCodecKeys(text);
  } catch (error) {
    if (error instanceof InvalidCodecKeysError) return error;
  }
  throw new Error('it was taken');
}
