import { SETTING_NAMES } from './setting-names.js';
import type { SettingMistake } from './settings-error.js';

/** The environment of a process, such as `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The variables of an environment that are set and not empty. */
export type SetVariables = Readonly<Record<string, string>>;

/** Returns the variables that are set. An empty variable counts as not set: Compose passes `${NAME:-}` as empty. */
export function setVariablesOf(env: Env): SetVariables {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    // For @temporalio/envconfig, an empty header variable removes that header.
    if (value !== undefined && (value !== '' || name.startsWith('TEMPORAL_GRPC_META_'))) variables[name] = value;
  }
  return variables;
}

/** Kubernetes sets such variables in every container for a Service that is called `ecticket`. */
const SET_BY_KUBERNETES = /_SERVICE_(HOST|PORT)(_.*)?$|_PORT(_\d+_[A-Z]+(_(PROTO|PORT|ADDR))?)?$/;

/** Finds variables that begin with `ECTICKET_` and are not settings, so that a misspelt name does not go unnoticed. */
export function unknownSettings(variables: SetVariables): SettingMistake[] {
  const known: readonly string[] = SETTING_NAMES;
  return Object.keys(variables)
    .filter((name) => name.startsWith('ECTICKET_') && !known.includes(name) && !SET_BY_KUBERNETES.test(name))
    .map((name) => ({ name, problem: 'is not a setting', fix: `Did you mean ${nearest(name, SETTING_NAMES)}?` }));
}

function nearest(name: string, candidates: readonly string[]): string {
  const byDistance = candidates.map((candidate) => ({ candidate, distance: editDistance(name, candidate) }));
  return byDistance.reduce((best, next) => (next.distance < best.distance ? next : best)).candidate;
}

/** Computes the Levenshtein distance: the minimum number of letters to insert, delete or replace. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...from].entries()) {
    const above = row;
    row = [line + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (above[column] ?? 0) + (letter === other ? 0 : 1);
      row.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (row[column] ?? 0) + 1));
    }
  }
  return row.at(-1) ?? 0;
}
