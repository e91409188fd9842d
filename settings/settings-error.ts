/** One thing that is wrong with the environment. Holds no value: a text in the wrong place may be a key. */
export interface SettingMistake {
  readonly name: string;
  readonly problem: string;
  readonly fix: string;
}

/** The environment cannot be used. All its mistakes together. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly code = 'INVALID_SETTINGS';

  constructor(readonly mistakes: readonly SettingMistake[]) {
    const lines = mistakes.map(({ name, problem, fix }) => `\n- ${name} ${problem}. ${fix}`);
    super(`The settings cannot be used:${lines.join('')}`);
  }
}
