/** `npm run build`: the package's JavaScript and declarations, in dist/. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';

await rm('dist', { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const [status] = await once(spawn(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' }), 'exit');
process.exitCode = status ?? 1;
