/**
 * `npm run build`: writes the package's JavaScript, its declarations, the prebuilt workflow bundles and the JSON schema of
 * events to dist/.
 */
import { chmod, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { withProgress } from './setup/progress.mjs';
import { collect } from './setup/subprocess.mjs';
import { writeWorkflowBundles } from './workflow-bundles.mjs';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

await rm('dist', { recursive: true, force: true });
// Progress goes to stderr: npm pack runs this script, and its stdout is the name of the package's file.
const { ok, output } = await withProgress(
  'Compiling the package to dist/',
  collect(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--pretty', String(process.stdout.isTTY === true)]),
);
process.stdout.write(output);
if (ok) {
  await writeEventSchema();
  // `npx ecticket` in the clone: npm makes the file executable only when it links it.
  await chmod('dist/cli/main.js', 0o755);
  await withProgress('Writing the workflow bundles', writeWorkflowBundles());
}
process.exitCode = ok ? 0 : 1;

/** Writes the schema for webhooks that are not written in TypeScript. */
async function writeEventSchema() {
  const { z } = await import('zod');
  const { merchantEventSchema } = await import(new URL('../dist/events/index.js', import.meta.url).href);
  const schema = {
    title: 'Merchant event of temporal-ecticket',
    ...z.toJSONSchema(merchantEventSchema, { io: 'input' }),
  };
  await writeFile('dist/merchant-event.schema.json', `${JSON.stringify(schema, undefined, 2)}\n`);
}
