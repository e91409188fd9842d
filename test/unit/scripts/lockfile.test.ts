import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

interface Locked {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> };

test('the lockfile names no registry, so that every machine uses its own', () => {
  expect(Object.values(packages).filter(({ resolved }) => resolved?.startsWith('http'))).toEqual([]);
});

/** npm omits packages that it could not download when it wrote the lockfile. `npm ci` then rejects the lockfile. */
test('the lockfile contains the binaries of every platform', () => {
  const needed = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
  const locked = Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, ''));
  expect(needed.filter((name) => !locked.includes(name))).toEqual([]);
});
