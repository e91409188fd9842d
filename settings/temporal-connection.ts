import { accessSync } from 'node:fs';
import {
  loadClientConfigProfile,
  toClientOptions,
  type ClientConfigProfile,
  type ClientConnectConfig,
} from '@temporalio/envconfig';
import { setVariablesOf, type Env, type SetVariables } from './environment.js';
import { HIGHEST_PORT } from './listen-options.js';
import { SettingsError } from './settings-error.js';
import { credentialMistake, plainApiKeyMistakes, unreadableTlsFile } from './temporal-credentials.js';

/** Options of both `Connection.connect` and `NativeConnection.connect`. */
export type TemporalConnectionOptions = { readonly address: string } & Pick<
  ClientConnectConfig['connectionOptions'],
  'tls' | 'apiKey' | 'metadata'
>;

/** Address, namespace and credentials of Temporal. Printing or serializing it shows no API key and no TLS key. */
export class TemporalConnection {
  readonly address: string;
  readonly namespace: string;
  readonly #options: TemporalConnectionOptions;

  constructor(options: TemporalConnectionOptions, namespace: string) {
    this.address = options.address;
    this.namespace = namespace;
    this.#options = options;
  }

  get options(): TemporalConnectionOptions {
    return this.#options;
  }
}

/** Not `localhost`, which may be IPv6: the development server listens on IPv4 only. */
const DEFAULT_ADDRESS = '127.0.0.1:7233';
const ADDRESS = /^(?:\[[0-9a-fA-F:.]+\]|[^\s:/@[\]]+)(?::(\d{1,5}))?$/;

/**
 * Reads Temporal's own settings as its tools do: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_PROFILE`,
 * `TEMPORAL_API_KEY`, `TEMPORAL_TLS…` and the configuration file.
 * @throws SettingsError
 */
export function temporalConnection(env: Env): TemporalConnection {
  const variables = setVariablesOf(env);
  // For @temporalio/envconfig, every other value disables TLS.
  if (!/^(true|false|1|0)$/.test(variables['TEMPORAL_TLS'] ?? 'true')) {
    throw settingsError('TEMPORAL_TLS', 'is not true, false, 1 or 0', 'Write true or false');
  }
  const { profile, config } = load(variables);
  const { connectionOptions, namespace = 'default' } = config;
  const options = { ...connectionOptions, address: connectionOptions.address ?? DEFAULT_ADDRESS };
  const [isAddress, port = '1'] = ADDRESS.exec(options.address) ?? [];
  if (isAddress === undefined || Number(port) < 1 || Number(port) > HIGHEST_PORT) {
    throw settingsError(
      'TEMPORAL_ADDRESS',
      'is not an address',
      `Write host:port, without http://, with a port up to ${HIGHEST_PORT}`,
    );
  }
  const mistake = credentialMistake(profile, options);
  if (mistake !== undefined) throw new SettingsError([mistake]);
  const plainApiKey = plainApiKeyMistakes(variables, options);
  if (plainApiKey.length > 0) throw new SettingsError(plainApiKey);
  return new TemporalConnection(options, namespace);
}

interface LoadedConfig {
  readonly profile: ClientConfigProfile;
  readonly config: ClientConnectConfig;
}

function load(variables: SetVariables): LoadedConfig {
  let profile: ClientConfigProfile;
  try {
    // @temporalio/envconfig takes a file that does not exist for an empty one, and connects to the default address.
    const file = variables['TEMPORAL_CONFIG_FILE'];
    if (file !== undefined) accessSync(file);
    profile = loadClientConfigProfile({ overrideEnvVars: variables });
  } catch (error) {
    throw explain(error);
  }
  try {
    return { profile, config: toClientOptions(profile) };
  } catch (error) {
    const unreadable = unreadableTlsFile(profile);
    throw unreadable === undefined ? error : new SettingsError([unreadable]);
  }
}

/** Does not use the error's message: it quotes the configuration file, which may contain keys. */
function explain(error: unknown): SettingsError {
  const { code, line, message } = error as { code?: string; line?: number; message?: string };
  if (line !== undefined) {
    const problem = `names a file that is not valid TOML in line ${line}`;
    return settingsError('TEMPORAL_CONFIG_FILE', problem, 'Fix the line, or write the file with: temporal config set');
  }
  if (code !== undefined) {
    const problem = `names a file that cannot be read (${code})`;
    return settingsError('TEMPORAL_CONFIG_FILE', problem, 'Check path and permissions');
  }
  const [, twice] = /^Cannot specify both (\w+)_path/.exec(message ?? '') ?? [];
  if (twice !== undefined) {
    const name = `TEMPORAL_TLS_${twice.toUpperCase()}`;
    return settingsError(`${name}_PATH`, `is set, and so is ${name}_DATA`, 'Set one of them, here or in the profile');
  }
  return message?.startsWith('Profile ') === true
    ? settingsError(
        'TEMPORAL_PROFILE',
        'is not in the configuration file',
        'List the profiles with: temporal config list',
      )
    : settingsError('TEMPORAL_CONFIG_FILE', 'names a file without profiles', 'Write it with: temporal config set');
}

function settingsError(name: string, problem: string, fix: string): SettingsError {
  return new SettingsError([{ name, problem, fix }]);
}
