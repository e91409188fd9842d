import { join } from 'node:path';

/**
 * The environment of a part: ours without the settings in it, since those that a developer has exported may name a
 * Temporal server and merchants that no demo should touch.
 */
export function environmentOf(logDirectory: string, settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^(ECTICKET|TEMPORAL)_/.test(name));
  const cli = process.env['TEMPORAL_CLI_PATH'];
  return {
    ...Object.fromEntries(others),
    ...(cli !== undefined && { TEMPORAL_CLI_PATH: cli }),
    // There is none: the developer's own configuration file is not read either.
    TEMPORAL_CONFIG_FILE: join(logDirectory, 'temporal.toml'),
    ...settings,
  };
}
