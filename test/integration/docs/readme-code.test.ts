/** The pages' code, put into files as a merchant would, compiled against the package's entry points, and run. */
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { useDevWorld } from '../../support/dev-world.js';
import { isChinese, PAGES, readPage } from '../../unit/docs/pages.js';
import { start } from '../scripts/run-script.js';

/** What the code uses of others: a merchant's own file, and as much of AWS's library as is called, with AWS's types. */
const SURROUNDINGS = {
  'sign-in.ts':
    'export declare function employeeOf(cookie?: string): Promise<{ name: string; namespaces: string[] } | undefined>;',
  'aws.d.ts': `declare module '@aws-sdk/client-kms' {
    export class DecryptCommand {
      readonly input: object;
      constructor(input: { CiphertextBlob: Uint8Array | undefined });
    }
    export class KMSClient { send(command: DecryptCommand): Promise<{ Plaintext?: Uint8Array }>; }
  }`,
};

interface Block {
  readonly page: string;
  /** The name in the block's first line, `// orders.ts`; undefined where it has none. */
  readonly file: string | undefined;
  readonly code: string;
}

/** Pages in Chinese have the same blocks: test/unit/docs/translations.test.ts. */
const blocks: readonly Block[] = PAGES.filter((page) => !isChinese(page)).flatMap((page) =>
  [...readPage(page).matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => ({
    page,
    file: /^\/\/ (\S+\.m?ts)\n/.exec(code)?.[1],
    code,
  })),
);

function codeOf(name: string): string {
  return blocks.find(({ file }) => file === name)?.code ?? '';
}

/** `temporal-ecticket/worker` and its like, as package.json exports them, to the sources they are built from. */
async function entryPoints(): Promise<Record<string, string[]>> {
  const { name, exports } = JSON.parse(await readFile('package.json', 'utf8')) as {
    name: string;
    exports: Record<string, string>;
  };
  const built = Object.entries(exports).filter(([, path]) => path.startsWith('./dist/'));
  return Object.fromEntries(
    built.map(([entry, path]) => [join(name, entry), [resolve(path.replace('./dist/', '').replace(/\.js$/, '.ts'))]]),
  );
}

/** The package's sources under the package's name, for the bundler of workflows, which reads no tsconfig.json. */
async function linkSources(): Promise<void> {
  const linked = join(project, 'node_modules/temporal-ecticket');
  await mkdir(linked, { recursive: true });
  for (const entry of await readdir('.', { withFileTypes: true })) {
    const isSource = entry.isDirectory() && !['node_modules', 'dist', '.cache', '.git'].includes(entry.name);
    if (isSource) await symlink(resolve(entry.name), join(linked, entry.name));
  }
  const sources = Object.entries(await entryPoints()).map(([entry, [file = '']]) => [
    `.${entry.slice('temporal-ecticket'.length)}`,
    `./${relative('.', file)}`,
  ]);
  const manifest = { name: 'temporal-ecticket', type: 'module', exports: Object.fromEntries(sources) as object };
  await writeFile(join(linked, 'package.json'), JSON.stringify(manifest));
}

let project: string;

/** Inside the clone, so that the libraries are found. */
beforeAll(async () => {
  await mkdir('.cache', { recursive: true });
  project = await mkdtemp(resolve('.cache/readme-'));
  for (const { file, code } of blocks) if (file !== undefined) await writeFile(join(project, file), code);
  for (const [file, code] of Object.entries(SURROUNDINGS)) await writeFile(join(project, file), code);
  const tsconfig = {
    extends: resolve('tsconfig.json'),
    // The controller of NestJS has decorators.
    compilerOptions: { paths: await entryPoints(), experimentalDecorators: true },
    include: ['*.ts', '*.mts'],
  };
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify(tsconfig));
  // A package of its own: otherwise the package's name means the clone, which may not be built.
  await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module' }));
  await linkSources();
  // As `npx tsc` does: a worker bundles the compiled file.
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(codeOf('workflows.ts'), { compilerOptions });
  await writeFile(join(project, 'workflows.js'), outputText);
});

afterAll(() => rm(project, { recursive: true, force: true }));

/** Runs one of the files, as `npx tsx` does, and returns what it prints and its status. */
async function run(file: string): Promise<{ status: number | null; stdout: string; output: string }> {
  const tsconfig = join(project, 'tsconfig.json');
  return await start('node_modules/tsx/dist/cli.mjs', ['--tsconfig', tsconfig, join(project, file)]).ended;
}

describe('the code of the pages', () => {
  test('names its file in the first line, and each file once', () => {
    expect(blocks.filter(({ file }) => file === undefined).map(({ page, code }) => `${page}: ${code}`)).toEqual([]);
    const files = blocks.map(({ file }) => file);
    expect(files.filter((file, index) => files.indexOf(file) !== index)).toEqual([]);
  });

  test('is where a reader looks for it', () => {
    const filesOf = (page: string) => blocks.filter((block) => block.page === page).map(({ file }) => file);
    expect(filesOf('README.md')).toEqual(['first-order.mts']);
    expect(filesOf('docs/how-to/backend.md')).toEqual([
      'ecticket.ts',
      'worker.ts',
      'orders.ts',
      'ticket-actions.ts',
      'workflows.ts',
    ]);
    expect(filesOf('docs/how-to/refunds.md')).toEqual(['refund-tickets.ts']);
    expect(filesOf('docs/how-to/attention.md')).toEqual(['decide.ts']);
    expect(filesOf('docs/how-to/events.md')).toEqual(['webhook.ts', 'events.controller.ts', 'inbox.ts']);
    expect(filesOf('docs/how-to/read-model.md')).toEqual(['read-model.ts', 'backfill.ts', 'forget.ts']);
    expect(filesOf('docs/how-to/callbacks.md')).toEqual([
      'callbacks.ts',
      'koa.ts',
      'nestjs.ts',
      'lambda.ts',
      'query-payments.ts',
    ]);
    expect(filesOf('docs/how-to/test-your-code.md')).toEqual(['sale.test.ts', 'unused.test.ts', 'receiver.test.ts']);
    expect(filesOf('docs/how-to/test-with-the-sandbox.md')).toEqual(['order.test.ts']);
    expect(filesOf('docs/how-to/encryption.md')).toEqual(['codec-keys.ts', 'codec-server.ts']);
    expect(filesOf('docs/how-to/redeem-by-code.md')).toEqual(['scan.ts']);
    expect(filesOf('docs/reference/observability.md')).toEqual(['metrics.ts', 'traces.ts']);
    expect(filesOf('docs/reference/sandbox.md')).toEqual(['checkout.ts']);
  });

  test('compiles', async () => {
    const { output } = await start('node_modules/typescript/bin/tsc', ['--noEmit', '-p', project]).ended;
    // `npm run check` reports mistakes in the sources themselves.
    expect(output.split('\n').filter((line) => line.startsWith('.cache/') || line.startsWith('error'))).toEqual([]);
  });

  test('places no order when a file is imported', () => {
    const imported = blocks.flatMap(({ code }) =>
      [...code.matchAll(/from '\.\/([\w-]+)\.js'/g)].map(([, name]) => name),
    );
    expect(new Set(imported)).toContain('orders');
    for (const name of new Set(imported)) {
      expect(codeOf(`${name}.ts`)).not.toMatch(/^(?:const .*)?await \w+\.(?!connect)\w*[oO]rder/m);
    }
  });

  test.each(['order.test.ts', 'sale.test.ts', 'unused.test.ts', 'receiver.test.ts'])('%s passes', async (file) => {
    const { status, output } = await run(file);
    expect(status === 0 ? '' : output).toBe('');
  });
});

describe('the first order of the README', () => {
  const world = useDevWorld();

  test('gets two tickets, redeems them and settles within seconds', async () => {
    const { address } = world().environment;
    const here = codeOf('first-order.mts')
      .replace('127.0.0.1:7233', address)
      .replace('http://127.0.0.1:4610', world().receiverUrl)
      .replace("environment: 'sandbox'", `environment: 'sandbox', baseUrl: '${world().sandboxUrl}'`);
    await writeFile(join(project, 'first-order-here.mts'), here);

    const { status, stdout, output } = await run('first-order-here.mts');
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(stdout.match(/ticketNo: '\d+'/g)).toHaveLength(2);
    expect(stdout.trim().split('\n').at(-1)).toBe('settled');
  });
});
