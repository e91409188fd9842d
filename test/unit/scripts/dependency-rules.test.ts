import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const FOLDERS =
  'ecticket workflows activities workers client callbacks codec settings sandbox cli demo scripts test'.split(' ');

/** What each folder may import at run time. The index of workflows/ contains workflow code, for workers only. */
const MAY_IMPORT: Record<string, string> = {
  ecticket: '',
  codec: '',
  sandbox: 'ecticket',
  settings: 'ecticket codec',
  workflows: '',
  activities: 'ecticket',
  client: 'ecticket codec',
  callbacks: 'client ecticket',
  workers: 'activities ecticket workflows codec settings',
  cli: 'client ecticket codec settings',
  scripts: '',
  demo: FOLDERS.join(' '),
  test: FOLDERS.join(' '),
};

interface Case {
  readonly file: string;
  readonly code: string;
  readonly allowed: boolean;
}

const uses = (from: string, name = 'thing') => `import { ${name} as x } from '${from}';\nexport const y = x;\n`;
const usesType = (from: string) => `import type { Shape } from '${from}';\nexport type Y = Shape;\n`;
const loads = (from: string) => `import * as x from '${from}';\nexport const y = x;\n`;

const cases: Case[] = [
  ...FOLDERS.flatMap((name) =>
    FOLDERS.filter((other) => other !== name).map((other) => ({
      file: `${name}/takes-${other}.ts`,
      code: uses(`../${other}/index.js`),
      allowed: (MAY_IMPORT[name] ?? '').split(' ').includes(other),
    })),
  ),
  ...FOLDERS.filter((name) => name !== 'workflows').map((name) => ({
    file: `workflows/takes-types-of-${name}.ts`,
    code: usesType(`../${name}/index.js`),
    allowed: name === 'ecticket',
  })),
  ...['zod', 'got', 'fastify', 'node:crypto', 'crypto', '@temporalio/client'].map((library, index) => ({
    file: `workflows/loads-${index}.ts`,
    code: loads(library),
    allowed: false,
  })),
  ...['@temporalio/workflow', '@temporalio/common'].map((library, index) => ({
    file: `workflows/loads-sdk-${index}.ts`,
    code: loads(library),
    allowed: true,
  })),
  ...['activities', 'client', 'callbacks', 'cli', 'scripts'].flatMap((name) => [
    { file: `${name}/takes-names.ts`, code: uses('../workflows/messages/names.js'), allowed: true },
    { file: `${name}/takes-workflow-types.ts`, code: usesType('../workflows/index.js'), allowed: false },
  ]),
  ...['state', 'visibility', 'runtime', 'steps', 'handlers'].map((folder) => ({
    file: `workflows/messages/takes-types-of-${folder}.ts`,
    code: usesType(`../${folder}/shape.js`),
    allowed: false,
  })),
  ...['steps', 'handlers', 'background', 'child-order'].flatMap((folder) =>
    ['state', 'steps', 'handlers']
      .filter((other) => other !== folder)
      .map((other) => ({
        file: `workflows/${folder}/takes-${other}.ts`,
        code: usesType(`../${other}/shape.js`),
        allowed: other === 'state' && folder !== 'child-order',
      })),
  ),
  ...['ecticket', 'sandbox'].map((name) => ({
    file: `${name}/loads-temporal.ts`,
    code: loads('@temporalio/common'),
    allowed: false,
  })),
  {
    file: 'callbacks/main.ts',
    code: "export { thing } from '../settings/index.js';\nexport { thing as other } from '../codec/index.js';\n",
    allowed: true,
  },
  { file: 'sandbox/main.ts', code: "export { thing } from '../settings/index.js';\n", allowed: true },
  { file: 'cli/takes-attributes.ts', code: uses('../workers/search-attribute-gaps.js'), allowed: true },
  { file: 'cli/takes-errors.ts', code: uses('../workers/errors.js'), allowed: true },
  { file: 'index.ts', code: uses('./sandbox/index.js'), allowed: false },
  { file: 'codec/takes-the-package.ts', code: loads('../index.js'), allowed: false },
  { file: 'client/loads-a-tool.ts', code: loads('tsx/esm/api'), allowed: false },
  { file: 'client/loads-the-undeclared.ts', code: loads('webpack'), allowed: false },
  { file: 'client/loads-the-missing.ts', code: loads('./missing.js'), allowed: false },
  { file: 'client/circle-a.ts', code: uses('./circle-b.js', 'y'), allowed: false },
  { file: 'client/circle-b.ts', code: uses('./circle-a.js', 'y'), allowed: false },
  {
    file: 'client/type-circle-a.ts',
    code: `${usesType('./type-circle-b.js')}export type Shape = 1;\n`,
    allowed: false,
  },
  {
    file: 'client/type-circle-b.ts',
    code: `${usesType('./type-circle-a.js')}export type Shape = 1;\n`,
    allowed: false,
  },
];

describe('the dependency rules', () => {
  let project: string;
  let violating: ReadonlySet<string>;

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'ecticket-arrows-'));
    for (const file of ['.dependency-cruiser.mjs', 'package.json', 'tsconfig.json'])
      await cp(file, join(project, file));
    await symlink(resolve('node_modules'), join(project, 'node_modules'));
    const stub = 'export const thing = 1;\nexport type Shape = 1;\n';
    const stubs = [
      ...FOLDERS.map((name) => `${name}/index.ts`),
      'workflows/messages/names.ts',
      'workers/search-attribute-gaps.ts',
      'workers/errors.ts',
      ...['state', 'visibility', 'runtime', 'steps', 'handlers'].map((folder) => `workflows/${folder}/shape.ts`),
    ].map((file) => ({
      file,
      code: stub,
    }));
    for (const { file, code } of [...stubs, ...cases]) {
      await mkdir(dirname(join(project, file)), { recursive: true });
      await writeFile(join(project, file), code);
    }
    violating = await cruise(project);
  });

  afterAll(() => rm(project, { recursive: true, force: true }));

  test.each(cases.filter(({ allowed }) => allowed))('$file is allowed', ({ file }) => {
    expect(violating).not.toContain(file);
  });

  test.each(cases.filter(({ allowed }) => !allowed))('$file is rejected', ({ file }) => {
    expect(violating).toContain(file);
  });
});

/** Returns the files whose imports break a rule. */
async function cruise(project: string): Promise<ReadonlySet<string>> {
  const depcruise = resolve('node_modules/.bin/depcruise');
  const { stdout } = await promisify(execFile)(depcruise, ['--output-type', 'json', '.'], {
    cwd: project,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: unknown) => error as { stdout: string });
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; cycle?: { name: string }[] }[] } };
  return new Set(summary.violations.flatMap(({ from, cycle = [] }) => [from, ...cycle.map(({ name }) => name)]));
}
