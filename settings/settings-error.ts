/** A mistake in one setting. Contains no value: a text in the wrong place may be a key. */
export interface SettingMistake {
  readonly name: string;
  readonly problem: string;
  readonly fix: string;
}

/** The environment is invalid. Lists all mistakes. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly code = 'INVALID_SETTINGS';

  constructor(readonly mistakes: readonly SettingMistake[]) {
    const lines = mistakes.map(({ name, problem, fix }) => `\n- ${name} ${problem}. ${fix}`);
    super(`Invalid settings:${lines.join('')}`);
  }
}
