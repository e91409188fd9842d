import { expect, test } from '@jest/globals';
import { readSettings } from '../../../settings/index.js';

test('a worker waits for five minutes at its start, for as long as it is told, or not at all', () => {
  expect(readSettings({}).startupTimeout).toBe(300);
  expect(readSettings({ ECTICKET_STARTUP_TIMEOUT: '30' }).startupTimeout).toBe(30);
  expect(readSettings({ ECTICKET_STARTUP_TIMEOUT: '0' }).startupTimeout).toBe(0);
});

test.each(['5 minutes', '-1', '0.5', '100000'])('%s is no time to wait', (text) => {
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
