import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly profiles?: readonly string[];
  readonly restart: string;
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

/** As `docker compose` hands it over: every variable has a value. */
export interface StartedService extends Service {
  readonly environment: Readonly<Record<string, string>>;
}

export interface ComposeFile<S = Service> {
  readonly services: Readonly<Record<string, S>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
}

const text = readFileSync('docker-compose.yml', 'utf8');

/** The file as it stands, its aliases and merge keys resolved. */
export const asWritten = parse(text, { merge: true }) as ComposeFile;

/**
 * The file as `docker compose` reads it in such a shell: variables put in, `$$` a dollar, and a name without a value
 * given the shell's or dropped.
 * @throws {Error} with the file's own words when a variable that must be set is not
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

/** A dollar itself, or a variable with what to do when it is missing: `-` take the word, `?` refuse; `:` empty counts as missing. */
const VARIABLE = /\$\$|\$\{(\w+)(?:(:?[-?])([^}]*))?\}/g;

function interpolate(value: string, shell: Readonly<Record<string, string>>): string {
  return value.replaceAll(VARIABLE, (match: string, name: string, operator: string = '', word: string = '') => {
    if (match === '$$') return '$';
    const given = shell[name];
    const missing = given === undefined || (operator.startsWith(':') && given === '');
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
