/** The documents' code, put into files as a merchant would and compiled against the package's entry points. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { start } from '../scripts/run-script.js';

let project: string;

/** Inside the clone, so that the libraries are found. */
beforeEach(async () => {
  await mkdir('.cache', { recursive: true });
  project = await mkdtemp(resolve('.cache/readme-'));
});

afterEach(() => rm(project, { recursive: true, force: true }));

/** What the code uses of others: a merchant's own file, and as much of AWS's library as is called, with AWS's types. */
const SURROUNDINGS = {
  'sign-in.ts':
    'export declare function employeeOf(cookie?: string): Promise<{ name: string; namespaces: string[] } | undefined>;',
  'aws.d.ts': `declare module '@aws-sdk/client-kms' {
    export class DecryptCommand { readonly input: object; constructor(input: { CiphertextBlob: Uint8Array | undefined }); }
    export class KMSClient { send(command: DecryptCommand): Promise<{ Plaintext?: Uint8Array }>; }
  }`,
};

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

test.each([
  [
    'README.md',
    ['ecticket.ts', 'worker.ts', 'orders.ts', 'workflows.ts', 'webhook.ts', 'callbacks.ts', 'order.test.ts'],
  ],
  ['docs/how-to/encryption.md', ['codec-keys.ts', 'codec-server.ts']],
])('the code of %s compiles', async (document, files) => {
  const blocks = [...(await readFile(document, 'utf8')).matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)];
  expect(blocks.map(([, file]) => file)).toEqual(files);
  for (const [, file = '', code = ''] of blocks) await writeFile(join(project, file), code);
  for (const [file, code] of Object.entries(SURROUNDINGS)) await writeFile(join(project, file), code);
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
