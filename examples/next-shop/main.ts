/** `npm run example -- next-shop [--port 4680]`: builds the Next.js application, and serves it. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runExample } from '../shared/run-example.js';

const dir = fileURLToPath(new URL('.', import.meta.url));
Object.assign(process.env, { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' });
// The links to orders are valid until this process ends.
process.env['ORDER_LINK_SECRET'] ??= randomBytes(32).toString('base64');

await runExample(4680, async ({ url }) => {
  process.env['STORE_URL'] = url;
  await build();
  const { default: next } = await import('next');
  const app = next({ dev: false, dir, hostname: '127.0.0.1', port: Number(new URL(url).port) });
  await app.prepare();
  const handle = app.getRequestHandler();
  return (request, response) => void handle(request, response);
});
// The application has a connection to Temporal of its own, which would keep the process.
process.exit();

/** @throws Error with the output of `next build` */
async function build(): Promise<void> {
  console.error('Building the store with next build');
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
  await promisify(execFile)(process.execPath, [next, 'build', dir]).catch((error: unknown) => {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`next build failed:\n${stdout}${stderr}`, { cause: error });
  });
}
