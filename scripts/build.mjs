/**
 * `npm run build`: writes the package's JavaScript, its declarations, the prebuilt workflow bundles and the JSON schema of
 * events to dist/.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { writeWorkflowBundles } from './workflow-bundles.mjs';

await rm('dist', { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const [status] = await once(spawn(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' }), 'exit');
process.exitCode = status ?? 1;
if (status === 0) {
  await writeEventSchema();
  await writeWorkflowBundles();
}

/** Writes the schema for webhooks that are not written in TypeScript. */
async function writeEventSchema() {
  const { z } = await import('zod');
  const { merchantEventSchema } = await import(new URL('../dist/client/index.js', import.meta.url).href);
  const schema = {
    title: 'Merchant event of temporal-ecticket',
    ...z.toJSONSchema(merchantEventSchema, { io: 'input' }),
  };
  await writeFile('dist/merchant-event.schema.json', `${JSON.stringify(schema, undefined, 2)}\n`);
}
