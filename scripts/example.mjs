/** `npm run example -- NAME [--port P]`: runs an example of the folder `examples/`. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withProgress } from './setup/progress.mjs';
import { SetupError } from './setup/setup-error.mjs';
import { collect } from './setup/subprocess.mjs';
import { importTypeScript } from './setup/typescript.mjs';

const examples = fileURLToPath(new URL('../examples/', import.meta.url));
const [name = '', ...options] = process.argv.slice(2);
const names = readdirSync(examples).filter((folder) => existsSync(join(examples, folder, 'main.ts')));

if (!names.includes(name)) {
  throw new SetupError(
    `${name === '' ? 'Name an example' : `There is no example "${name}"`}: npm run example -- ${names.join(' | ')}`,
  );
}
// Next.js bundles the built package, and compiles the example itself.
const isOfNext = existsSync(join(examples, name, 'next.config.ts'));
if (isOfNext) await buildPackage();
// An example may need options of the compiler, such as decorators.
const tsconfig = join(examples, name, 'tsconfig.json');
const ownOptions = existsSync(tsconfig) && !isOfNext ? tsconfig : undefined;
await importTypeScript(join(examples, name, 'main.ts'), options, ownOptions);

/** Builds the package in dist/ if its sources have changed. @throws SetupError with the output of the build */
async function buildPackage() {
  const building = collect(process.execPath, ['scripts/build.mjs', '--if-changed'], { cwd: join(examples, '..') });
  const { ok, output } = await withProgress('Building the package', building);
  if (!ok) throw new SetupError(`The package cannot be built:\n${output}`);
}
