/** A release, dry: changesets become a version and its changelog, in a copy of the repository's files. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

const VERSIONED = [
  'README.md',
  'README.zh-TW.md',
  'docker-compose.yml',
  'docs/how-to/kubernetes.md',
  'docs/how-to/upgrade.md',
  'docs/zh-TW/how-to/kubernetes.md',
  'docs/zh-TW/how-to/upgrade.md',
  'kubernetes/production/kustomization.yaml',
  'kubernetes/versioned-worker/kustomization.yaml',
];
const COPIED = [
  ...['package.json', 'package-lock.json', 'CHANGELOG.md', '.prettierrc.json', 'scripts', 'api'],
  ...['.changeset/config.json', '.changeset/README.md', ...VERSIONED],
];
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const [major = '', minor = ''] = version.split('.');
const next = `${major}.${Number(minor) + 1}.0`;
const following = `${major}.${Number(minor) + 2}.0`;

const CHANGESET = `---
'temporal-ecticket': minor
---

**Refunds in two steps.** The first step queries ECPay.

The second step waits for the bank.
`;

let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'ecticket-release-'));
  for (const path of COPIED) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    cpSync(path, join(project, path), { recursive: true });
  }
  symlinkSync(resolve('node_modules'), join(project, 'node_modules'));
  writeFileSync(join(project, '.gitignore'), 'node_modules\n');
  git('init', '--quiet', '--initial-branch', 'main');
  git('config', 'user.name', 'Test');
  git('config', 'user.email', 'test@shop.example');
  commit();
});

beforeEach(() => void git('checkout', '--quiet', '--force', '-B', 'change', 'main'));

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('a change of the public surface', () => {
  test('needs a changeset', () => {
    write('api/main.api.md', 'export function refundInTwoSteps(): void;\n');
    commit();
    const without = changesetStatus();
    expect(without.status).toBe(1);
    expect(without.output).toContain('no changesets were found');

    write('.changeset/two-steps.md', CHANGESET);
    commit();
    expect(changesetStatus()).toMatchObject({ status: 0, output: expect.stringContaining('bumped at minor') });
  });

  test('is a change of api/ only', () => {
    write('README.md', 'Another text.\n');
    commit();
    expect(changesetStatus().status).toBe(0);
  });
});

describe('npm run release:version', () => {
  test('writes the version and its changelog, which is published', () => {
    write('.changeset/two-steps.md', CHANGESET);
    commit();
    const early = run('scripts/release-notes.mjs', version);
    expect(early.status).toBe(1);
    expect(early.output).toContain('No version has these changesets: two-steps.md.');

    expect(run('scripts/release-version.mjs')).toMatchObject({ status: 0 });
    expect(git('status', '--porcelain').split('\n').filter(Boolean).sort()).toEqual(
      [
        'D .changeset/two-steps.md',
        ...['CHANGELOG.md', 'package-lock.json', 'package.json', ...VERSIONED].map(asChanged),
      ]
        .map((line) => ` ${line}`)
        .sort(),
    );
    expect(run('scripts/release-notes.mjs', next)).toEqual({
      status: 0,
      output:
        '### Minor Changes\n\n- **Refunds in two steps.** The first step queries ECPay.\n\n' +
        '  The second step waits for the bank.\n',
    });
    expect(read('CHANGELOG.md')).toMatch(new RegExp(`^# Changelog\n\n## ${next}\n[^]*\n## ${version}\n`));
    const prettier = run('node_modules/prettier/bin/prettier.cjs', '--check', 'CHANGELOG.md', 'package.json');
    expect(prettier).toMatchObject({ status: 0 });
    for (const file of ['package-lock.json', ...VERSIONED]) expect(read(file)).toContain(next);

    const published = publishWithoutRegistry();
    expect(published).toContain(`temporal-ecticket@${next}`);
    expect(published).toContain('CHANGELOG.md');
    expect(published).not.toContain('.changeset');
  });

  test('writes the version, and the next one, into every command of the guides', () => {
    write('.changeset/two-steps.md', CHANGESET);
    commit();
    expect(run('scripts/release-version.mjs')).toMatchObject({ status: 0 });
    for (const directory of ['docs/how-to', 'docs/zh-TW/how-to']) {
      const [kubernetes, upgrade] = [read(`${directory}/kubernetes.md`), read(`${directory}/upgrade.md`)];
      expect(kubernetes).toContain(`deploy/ecticket-worker-${next.replaceAll('.', '-')}\n`);
      for (const found of [`worker-${next}/`, `../worker-${next}\``, `--build-id ${next}\n`, `worker-${following}/`])
        expect(kubernetes).toContain(found);
      // A rollback to the version, from the next one.
      for (const found of [`--build-id ${next}\n`, `--build-id ${following}\n`, `BUILD_ID=${following} `])
        expect(upgrade).toContain(found);
      expect(upgrade).toContain(`buildId: '${following}'`);
      expect(upgrade).toContain(`'tickets:${following}'`);
      expect(kubernetes + upgrade).not.toMatch(spelled(version));
    }
    const versionedWorker = read('kubernetes/versioned-worker/kustomization.yaml');
    expect(versionedWorker).toContain(`nameSuffix: -${next.replaceAll('.', '-')}\n`);
    expect(versionedWorker).not.toMatch(spelled(version));
  });

  test('says that there is nothing to release', () => {
    expect(run('scripts/release-version.mjs')).toMatchObject({
      status: 1,
      output: expect.stringContaining('Add one with: npm run changeset'),
    });
  });

  test('changes nothing if a file names the version in another way', () => {
    write('.changeset/two-steps.md', CHANGESET);
    write('docker-compose.yml', 'image: temporal-ecticket:latest\n');
    commit();
    expect(run('scripts/release-version.mjs')).toMatchObject({
      status: 1,
      output: expect.stringContaining(`docker-compose.yml does not name version ${version}.`),
    });
    expect(git('status', '--porcelain')).toBe('');
  });
});

function asChanged(file: string): string {
  return `M ${file}`;
}

/** A version as packages write it, or as Kubernetes does in names. */
function spelled(of: string): RegExp {
  return new RegExp(String.raw`\b${of.replaceAll('.', '[.-]')}\b`);
}

function read(file: string): string {
  return readFileSync(join(project, file), 'utf8');
}

function write(file: string, text: string): void {
  writeFileSync(join(project, file), text);
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: project, encoding: 'utf8' });
}

function commit(): void {
  git('add', '--all');
  git('commit', '--quiet', '--message', 'A change');
}

function changesetStatus() {
  return run('node_modules/@changesets/cli/bin.js', 'status', '--since', 'main');
}

/** Runs a script of the copy as the npm scripts and the workflows do. */
function run(script: string, ...args: string[]): { status: number | null; output: string } {
  const options = { cwd: project, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], options);
  // Changesets has colors in CI.
  return { status, output: stripVTControlCharacters(stdout + stderr) };
}

function publishWithoutRegistry(): string {
  const env = { ...process.env, npm_config_registry: 'http://127.0.0.1:9', npm_config_fetch_retries: '0' };
  const args = ['publish', '--dry-run', '--ignore-scripts', '--access', 'public'];
  const { stdout, stderr } = spawnSync('npm', args, { cwd: project, encoding: 'utf8', env });
  return stdout + stderr;
}
