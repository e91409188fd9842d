/** `npm run example -- NAME [--port P]`: runs an example of the folder `examples/`. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './setup/built-package.mjs';
import { SetupError } from './setup/setup-error.mjs';
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
if (isOfNext) await ensureBuilt(join(examples, '..'));
// An example may need options of the compiler, such as decorators.
const tsconfig = join(examples, name, 'tsconfig.json');
const ownOptions = existsSync(tsconfig) && !isOfNext ? tsconfig : undefined;
await importTypeScript(join(examples, name, 'main.ts'), options, ownOptions);
