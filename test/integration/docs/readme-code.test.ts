/** The README's code, put into files as a merchant would and compiled against the package's entry points. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { start } from '../scripts/run-script.js';

let project: string;

/** Inside the clone, so that the libraries are found. */
beforeAll(async () => {
  await mkdir('.cache', { recursive: true });
  project = await mkdtemp(resolve('.cache/readme-'));
});

afterAll(() => rm(project, { recursive: true, force: true }));

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

test('compiles', async () => {
  const blocks = [...(await readFile('README.md', 'utf8')).matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)];
  expect(blocks.map(([, file]) => file)).toEqual([
    'ecticket.ts',
    'worker.ts',
    'orders.ts',
    'callbacks.ts',
    'order.test.ts',
  ]);
  for (const [, file = '', code = ''] of blocks) await writeFile(join(project, file), code);
  const tsconfig = {
    extends: resolve('tsconfig.json'),
    compilerOptions: { paths: await entryPoints() },
    include: ['*.ts'],
  };
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify(tsconfig));

  const { output } = await start('node_modules/typescript/bin/tsc', ['--noEmit', '-p', project]).ended;
  // What is wrong in the sources themselves is told by `npm run check`.
  expect(output.split('\n').filter((line) => line.startsWith('.cache/') || line.startsWith('error'))).toEqual([]);
});
