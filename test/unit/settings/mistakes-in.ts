import { expect } from '@jest/globals';
import { readSettings, SettingsError, type SettingMistake } from '../../../settings/index.js';

/** Why these settings are refused; the error's message names each mistake and how to fix it. */
export function mistakesIn(env: Record<string, string>): SettingMistake[] {
  try {
    readSettings(env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    expect(error).toMatchObject({ name: 'SettingsError', code: 'INVALID_SETTINGS' });
    for (const { name, problem, fix } of error.mistakes)
      expect(error.message).toContain(`- ${name} ${problem}. ${fix}`);
    return [...error.mistakes];
  }
  throw new Error('it was taken');
}
