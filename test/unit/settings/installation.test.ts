/** What messages name: a command that exists where the package is installed, and a page that can be opened there. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { commandFor, pageUrl } from '../../../settings/installation.js';

const PROGRAMS = ['worker', 'callbacks', 'codec', 'sandbox'] as const;
const { scripts, homepage } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: object;
  homepage: string;
};

test.each([...PROGRAMS, 'temporal'] as const)('in the clone, %s starts by an npm script', (program) => {
  expect(scripts).toHaveProperty([commandFor(program).replace(/^npm run /, '')]);
});

describe('in a project that has installed the package', () => {
  let project: string;

  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'ecticket-installed-'));
    const installed = join(project, 'node_modules', 'temporal-ecticket');
    mkdirSync(join(installed, 'dist', 'settings'), { recursive: true });
    cpSync('package.json', join(installed, 'package.json'));
    const source = readFileSync('settings/installation.ts', 'utf8');
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
    });
    writeFileSync(join(installed, 'dist', 'settings', 'installation.js'), outputText);
  });

  afterAll(() => {
    rmSync(project, { recursive: true });
  });

  test.each(PROGRAMS)('%s starts by its file', (program) => {
    const module = './node_modules/temporal-ecticket/dist/settings/installation.js';
    const code = `import { commandFor } from '${module}'; process.stdout.write(commandFor('${program}'));`;
    const command = execFileSync(process.execPath, ['--input-type=module', '--eval', code], {
      cwd: project,
      encoding: 'utf8',
    });
    const [, file = ''] = /^node node_modules\/temporal-ecticket\/dist\/(.+)\.js$/.exec(command) ?? [];
    expect(existsSync(`${file}.ts`)).toBe(true);
  });
});

describe('the messages of the package', () => {
  const { include } = JSON.parse(readFileSync('tsconfig.build.json', 'utf8')) as { include: string[] };
  const files = include.flatMap((path) =>
    path.endsWith('.ts')
      ? [path]
      : readdirSync(path, { recursive: true, encoding: 'utf8' }).flatMap((name) =>
          name.endsWith('.ts') ? [join(path, name)] : [],
        ),
  );

  /** The strings of a file that a user could read, without imports. */
  function textsIn(file: string): string[] {
    const texts: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node)) texts.push(node.text);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
    return texts;
  }

  test('name npm scripts and pages of the clone in settings/installation.ts only', () => {
    expect(files.length).toBeGreaterThan(200);
    const naming = files.filter((file) => textsIn(file).some((text) => /\bnpm (run|test)\b|\bdocs\/\w/.test(text)));
    expect(naming).toEqual(['settings/installation.ts']);
  });

  test('name pages that exist', () => {
    const named = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/pageUrl\('([^'#]+)/g)]);
    expect(named.length).toBeGreaterThan(3);
    for (const [, page = ''] of named)
      expect({ page, exists: existsSync(`docs/${page}`) }).toEqual({ page, exists: true });
    expect(pageUrl('reference/settings.md')).toBe(
      `${homepage.replace('#readme', '')}/blob/main/docs/reference/settings.md`,
    );
  });
});
