import { expect, test } from '@jest/globals';
import { formatTime } from '../../../examples/shared/format.js';

test('a time is that of a clock in Taipei, and says so', () => {
  expect(formatTime('2026-11-22T17:30:00Z')).toBe('23 Nov 2026, 01:30 Taipei time');
});
