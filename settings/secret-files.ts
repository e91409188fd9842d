/** Reads secrets from files: the variables of a process are visible to others, for example with `docker inspect`. */
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SetVariables } from './environment.js';
import type { FoundRisk } from './risks.js';
import { HOW_TO_WRITE, mistakeIn, type SecretName } from './setting-names.js';
import type { SettingMistake } from './settings-error.js';

interface SecretFiles {
  /** The variables, with the contents of the files in the place of the files' paths. */
  readonly variables: SetVariables;
  /** Relevant outside the sandbox only. */
  readonly risks: readonly FoundRisk[];
  /** Sentences for the log. */
  readonly warnings: readonly string[];
  /** Returns what was found in the settings, by the names under which they were given. */
  readonly byGivenName: <Found extends SettingMistake>(found: readonly Found[]) => Found[];
  /** Adds the mistakes in the files. A secret whose file has a mistake has no other. */
  readonly withMistakes: (others: readonly SettingMistake[]) => SettingMistake[];
}

/** Permission bits: write for group and others, read for others, and the sticky bit of a directory. */
const OTHERS_WRITE = 0o022;
const OTHERS_READ = 0o004;
const STICKY = 0o1000;

/** Reads each of these secrets whose `<name>_FILE` is set. White space at both ends of a file is no part of a secret. */
export function readSecretFiles(given: SetVariables, names: readonly SecretName[]): SecretFiles {
  const variables: Record<string, string> = { ...given };
  const mistakes = new Map<string, SettingMistake>();
  const risks: FoundRisk[] = [];
  const warnings: string[] = [];
  for (const name of names) {
    const path = given[`${name}_FILE`];
    if (path === undefined) continue;
    const file = given[name] === undefined ? readSecretFile(name, path) : setTwice(name);
    if ('problem' in file) {
      mistakes.set(name, file);
      continue;
    }
    variables[name] = file.text;
    risks.push(...file.risks);
    warnings.push(...file.warnings);
  }
  const givenName = (name: string) =>
    given[name] === undefined && variables[name] !== undefined ? `${name}_FILE` : name;
  const byGivenName: SecretFiles['byGivenName'] = (found) =>
    found.map((each) => ({ ...each, name: givenName(each.name) }));
  const withMistakes: SecretFiles['withMistakes'] = (others) => [
    ...mistakes.values(),
    ...byGivenName(others.filter(({ name }) => !mistakes.has(name))),
  ];
  return { variables, risks, warnings, byGivenName, withMistakes };
}

function setTwice(name: SecretName): SettingMistake {
  return mistakeIn(`${name}_FILE`, `is set in addition to ${name}`, 'Keep one of them');
}

interface SecretFile {
  readonly text: string;
  readonly risks: readonly FoundRisk[];
  readonly warnings: readonly string[];
}

/** Neither the path nor the content is quoted: someone may have put the secret in the place of the path. */
function readSecretFile(secret: SecretName, path: string): SecretFile | SettingMistake {
  const name = `${secret}_FILE` as const;
  try {
    const text = readFileSync(path, 'utf8').trim();
    if (text === '') return mistakeIn(name, 'names an empty file', HOW_TO_WRITE[secret]);
    return { text, ...checkPermissions(name, path) };
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    return mistakeIn(name, `cannot be read (${code})`);
  }
}

/** Whoever may write the directory may replace the file. Windows has no such permissions. */
function checkPermissions(name: `${SecretName}_FILE`, path: string): Omit<SecretFile, 'text'> {
  if (process.platform === 'win32') return { risks: [], warnings: [] };
  const { mode } = statSync(path);
  const { mode: directoryMode } = statSync(dirname(path));
  const isReplaceable = (directoryMode & OTHERS_WRITE) !== 0 && (directoryMode & STICKY) === 0;
  const writable = (problem: string, fix: string) => ({ risk: 'writable-secret-files', name, problem, fix }) as const;
  return {
    risks: [
      ...((mode & OTHERS_WRITE) === 0 ? [] : [writable('is writable by others', 'Run chmod go-w on the file')]),
      ...(isReplaceable
        ? [writable('is in a directory that others may write', 'Run chmod go-w on the directory')]
        : []),
    ],
    warnings:
      (mode & OTHERS_READ) === 0 ? [] : [`${name} is readable by every user of the machine. Run chmod o-r on it`],
  };
}
