import { expect } from '@jest/globals';
import { readSettings, SettingsError, type SettingMistake } from '../../../settings/index.js';

/** Returns the mistakes in settings. Also checks that the error's message contains each mistake and its fix. */
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
  throw new Error('the settings were accepted');
}
