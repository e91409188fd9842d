/**
 * `npm run test:compose [-- options of jest]`: starts docker-compose.yml as it stands with Docker Compose, and runs
 * orders through it while each service is killed in turn (test/compose). Like `npm test`, it ends with the numbers of
 * passed and failed tests. It uses the engine that runs, and pulls the images; what is missing is installed or built, and cached
 * outside the clone.
 */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEngine } from './compose/engine.mjs';
import { provideImages } from './compose/images.mjs';
import { collect } from './setup/subprocess.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'temporal-ecticket');

/** Not the name in the file: a developer's own containers and volumes stay as they are. */
process.env['COMPOSE_PROJECT_NAME'] = 'temporal-ecticket-test';
// No developer's settings.
process.env['COMPOSE_DISABLE_ENV_FILE'] = 'true';

const engine = await startEngine(cache);
console.error(`Container engine: ${engine.origin}; ${engine.compose.join(' ')}`);
try {
  await removeContainers();
  await test();
} finally {
  await removeContainers();
  await engine.stop();
}

/** After an interrupted run too. */
async function removeContainers() {
  const [program, ...composeArguments] = engine.compose;
  await collect(program, [...composeArguments, '--profile', 'sandbox', 'down', '--volumes'], { env: engine.env });
}

async function test() {
  const docker = (...dockerArguments) => collect('docker', dockerArguments, { env: engine.env });
  const cli = process.env['TEMPORAL_CLI_PATH'];
  const substitutes = await provideImages(await imagesToPull(), { docker, cache: join(cache, 'images'), cli });
  console.error(`Substitutes of images, built here: ${substitutes.join(', ') || 'none'}`);

  Object.assign(process.env, engine.env, { COMPOSE_COMMAND: JSON.stringify(engine.compose) });
  process.argv.splice(2, 0, '--config=test/compose/jest.config.mjs');
  await import('./test.mjs');
}

/** The images that docker-compose.yml and the Dockerfile name and do not build. */
async function imagesToPull() {
  const { parse } = await import('yaml');
  const { services } = parse(await readFile(join(root, 'docker-compose.yml'), 'utf8'), { merge: true });
  const [, node] = /^ARG NODE_IMAGE=(\S+)$/m.exec(await readFile(join(root, 'Dockerfile'), 'utf8'));
  const pulled = Object.values(services).filter(({ build, pull_policy: policy }) => !build && policy !== 'never');
  return [...new Set([node, ...pulled.map(({ image }) => image)])];
}
