import { parseWholeNumber, type NumberRange } from '../../scripts/command.js';

/** A setting of the tests. `scripts/test.mjs` lists the same prefixes. */
type SettingName =
  `ECTICKET_${'MODEL' | 'RESET' | 'FORGERY' | 'REPLAY' | 'SIMULATION' | 'REBUILD' | 'HOSTILE' | 'CHAOS'}_${string}`;

/** The seeds of the random tests. fast-check turns other numbers into one of 32 bits. */
export const SEEDS: NumberRange = { min: 0, max: 2 ** 31 - 1 };

/**
 * Returns a setting of the tests, such as `ECTICKET_MODEL_PATH`, or undefined if it is not set. `npm test` passes it on
 * with the prefix `TEST_`.
 */
export function testSetting(name: SettingName): string | undefined {
  return process.env[`TEST_${name}`];
}

/**
 * Returns a setting that is a whole number, such as `ECTICKET_MODEL_RUNS`, or undefined if it is not set.
 *
 * @param range The highest number of runs keeps the time limit of their test below 2^31 ms, the longest of jest.
 * @throws UsageError which names the setting, its value and the numbers that it may have.
 */
export function wholeNumberSetting(name: SettingName, range: NumberRange): number | undefined {
  const text = testSetting(name);
  return text === undefined ? undefined : parseWholeNumber(name, text, range);
}
