import { expect, test } from '@jest/globals';
import { readSettings } from '../../../settings/index.js';

test('a starting worker waits for 300 seconds, for the configured time, or not at all', () => {
  expect(readSettings({}).startupTimeout).toBe(300);
  expect(readSettings({ ECTICKET_STARTUP_TIMEOUT: '30' }).startupTimeout).toBe(30);
  expect(readSettings({ ECTICKET_STARTUP_TIMEOUT: '0' }).startupTimeout).toBe(0);
});

test.each(['5 minutes', '-1', '0.5', '100000'])('%s is not a valid startup timeout', (text) => {
  expect(() => readSettings({ ECTICKET_STARTUP_TIMEOUT: text })).toThrow(
    expect.objectContaining({
      mistakes: [
        expect.objectContaining({
          name: 'ECTICKET_STARTUP_TIMEOUT',
          problem: 'is not a whole number of seconds below 100,000',
        }),
      ],
    }),
  );
});
