/** Reads and checks the settings that a process gets from its environment. */
export { readCodecServerSettings, type CodecServerSettings } from './codec-server.js';
export type { Env } from './environment.js';
export { readListenOptions, UsageError, type ListenOptions } from './listen-options.js';
export { readProcessCommand, type ProcessCommand } from './process-command.js';
export { processLog } from './process-log.js';
export { runServerProcess, serveUntilSignal } from './server-process.js';
export { readSettings, type Settings } from './read-settings.js';
export { SETTING_NAMES } from './setting-names.js';
export { SettingsError, type SettingMistake } from './settings-error.js';
export { DEFAULT_PROVIDER_RATE } from './schema.js';
export type { MetricsTarget, TracesTarget } from './telemetry-target.js';
export { TemporalConnection, temporalConnection } from './temporal-connection.js';
export { findTlsFailure } from './tls-failure.js';
