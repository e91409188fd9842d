/**
 * `npm run site`: builds the documentation site in site/dist/. It fails if a link leads to a page, a file or an anchor
 * that does not exist. `npm run site -- --serve [--port P]` serves the pages instead, and shows changes at once.
 */
import { once } from 'node:events';
import { createServer as createProbe } from 'node:net';
import { parseArgs } from 'node:util';
import { build, createServer } from 'vitepress';
import { writeApiPages } from '../site/api-reference.mjs';
import { findDeadLinks } from '../site/link-check.mjs';
import { base } from '../site/pages.mjs';
import { SetupError } from './setup/setup-error.mjs';

const HOST = '127.0.0.1';
const DEFAULT_PORT = 4173;

const { isServed, port } = readOptions(process.argv.slice(2));
if (isServed) await checkPort(port);
if (!(await writeApiPages())) {
  throw new SetupError('The pages of the API were not written. Correct the TSDoc that the lines above name.');
}
await (isServed ? serve(port) : buildSite());

/** @throws SetupError for options that do not exist or are invalid */
function readOptions(args) {
  try {
    const { values } = parseArgs({ args, options: { serve: { type: 'boolean' }, port: { type: 'string' } } });
    const { serve: isServed = false, port = String(DEFAULT_PORT) } = values;
    if (!isServed && values.port !== undefined) throw new Error('--port is for --serve: nothing listens otherwise.');
    if (!/^\d{1,5}$/.test(port) || port < 1 || port > 65_535) throw new Error('--port is a number from 1 to 65535.');
    return { isServed, port: Number(port) };
  } catch (error) {
    throw new SetupError(`${error.message}\nnpm run site [-- --serve [--port P]]`);
  }
}

async function buildSite() {
  await build('site');
  const dead = await findDeadLinks('site/dist', base);
  if (dead.length > 0) {
    throw new SetupError(`${dead.join('\n')}\nThese links lead nowhere: correct them, or the headings that they name.`);
  }
  console.log('site/dist is complete, and every link leads to a page, a file or an anchor.');
}

async function serve(port) {
  const server = await createServer('site', { host: HOST, port, strictPort: true });
  await server.listen();
  console.log(`listening on http://${HOST}:${port}${base}`);
}

/** @throws SetupError if another process listens there */
async function checkPort(port) {
  const probe = createProbe().listen(port, HOST);
  try {
    await once(probe, 'listening');
  } catch {
    throw new SetupError(`Port ${port} is in use. Stop the process that listens there, or choose another with --port.`);
  } finally {
    probe.close();
  }
}
