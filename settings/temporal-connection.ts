import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import { givenIn, type Env, type Given } from './environment.js';
import { SettingsError } from './settings-error.js';

/** What `Connection.connect` and `NativeConnection.connect` both take. */
export type TemporalConnectionOptions = { readonly address: string } & Pick<
  ClientConnectConfig['connectionOptions'],
  'tls' | 'apiKey' | 'metadata'
>;

/** Where Temporal is and how to get in. Shows no API key and no TLS key, however it is printed. */
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

/** By number, since the development server listens on IPv4 only and `localhost` may be IPv6. */
const DEFAULT_ADDRESS = '127.0.0.1:7233';
const ADDRESS = /^(\[[0-9a-fA-F:.]+\]|[^\s:/@[\]]+)(:\d{1,5})?$/;

/**
 * Temporal's own settings: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_PROFILE`, `TEMPORAL_API_KEY`,
 * `TEMPORAL_TLS…` and the configuration file, as Temporal's own tools read them.
 * @throws SettingsError
 */
export function temporalConnection(env: Env): TemporalConnection {
  const { connectionOptions, namespace = 'default' } = load(givenIn(env));
  const options = { ...connectionOptions, address: connectionOptions.address ?? DEFAULT_ADDRESS };
  if (!ADDRESS.test(options.address)) {
    throw mistaken('TEMPORAL_ADDRESS', 'is not an address', 'Write host:port, without http:// before it');
  }
  return new TemporalConnection(options, namespace);
}

function load(given: Given): ClientConnectConfig {
  try {
    return loadClientConnectConfig({ overrideEnvVars: given });
  } catch (error) {
    throw mistakeBehind(error);
  }
}

/** Without the error's own words: they quote the configuration file, in which keys stand. */
function mistakeBehind(error: unknown): SettingsError {
  const { code, line, message } = error as { code?: string; line?: number; message?: string };
  if (line !== undefined) {
    const problem = `names a file that is not TOML, in line ${line}`;
    return mistaken('TEMPORAL_CONFIG_FILE', problem, 'Fix the line, or write the file with: temporal config set');
  }
  if (code !== undefined) {
    const problem = `names a file that cannot be read (${code})`;
    return mistaken('TEMPORAL_TLS_…_PATH', problem, 'Check path and permissions');
  }
  return message?.startsWith('Profile ') === true
    ? mistaken('TEMPORAL_PROFILE', 'is not in the configuration file', 'See what is there with: temporal config list')
    : mistaken('TEMPORAL_CONFIG_FILE', 'names a file without profiles', 'Write it with: temporal config set');
}

function mistaken(name: string, problem: string, fix: string): SettingsError {
  return new SettingsError([{ name, problem, fix }]);
}
