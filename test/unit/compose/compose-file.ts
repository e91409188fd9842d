import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly pull_policy?: string;
  readonly profiles?: readonly string[];
  readonly restart: string;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly read_only?: boolean;
  readonly mem_limit?: string;
  readonly pids_limit?: number;
  readonly networks?: readonly string[];
  readonly stop_grace_period?: string;
  readonly secrets?: readonly string[];
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

/** A service as `docker compose` starts it: every variable has a value. */
export interface StartedService extends Service {
  readonly environment: Readonly<Record<string, string>>;
}

export interface ComposeFile<S = Service> {
  readonly services: Readonly<Record<string, S>>;
  readonly configs: Readonly<Record<string, { readonly file: string }>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
}

const text = readFileSync('docker-compose.yml', 'utf8');

/** The file before interpolation, with aliases and merge keys resolved. */
export const asWritten = parse(text, { merge: true }) as ComposeFile;

/**
 * Reads the file as `docker compose` does: interpolates variables, unescapes `$$`, and gives a name without a value its
 * value from the environment or drops it.
 * @param shell the environment of `docker compose`
 * @throws {Error} with the message in the file if a required variable is not set
 */
export function readCompose(shell: Readonly<Record<string, string>>): ComposeFile<StartedService> {
  const file = JSON.parse(JSON.stringify(asWritten), (_key, value: unknown) =>
    typeof value === 'string' ? interpolate(value, shell) : value,
  ) as ComposeFile;
  const services: Record<string, StartedService> = {};
  for (const [name, service] of Object.entries(file.services)) {
    services[name] = { ...service, environment: passThrough(service.environment ?? {}, shell) };
  }
  return { ...file, services };
}

/**
 * An escaped dollar, or a variable. If the variable is not set, `-` selects a default and `?` an error; if it is set, `+` replaces it. With `:`, an
 * empty variable counts as not set.
 */
const VARIABLE = /\$\$|\$\{(\w+)(?:(:?[-?+])([^}]*))?\}/g;

function interpolate(value: string, shell: Readonly<Record<string, string>>): string {
  return value.replaceAll(VARIABLE, (match: string, name: string, operator: string = '', word: string = '') => {
    if (match === '$$') return '$';
    const given = shell[name];
    const missing = given === undefined || (operator.startsWith(':') && given === '');
    if (operator.endsWith('+')) return missing ? '' : word;
    if (!missing) return given;
    if (operator.endsWith('?')) throw new Error(word);
    return word;
  });
}

function passThrough(
  environment: Readonly<Record<string, string | null>>,
  shell: Readonly<Record<string, string>>,
): Record<string, string> {
  const given = Object.entries(environment).map(([name, value]) => [name, value ?? shell[name]] as const);
  return Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
