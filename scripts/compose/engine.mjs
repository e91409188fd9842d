import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withProgress } from '../setup/progress.mjs';
import { SetupError } from '../setup/setup-error.mjs';
import { collect } from '../setup/subprocess.mjs';
import { findOnPath } from '../setup/temporal-binaries.mjs';

const COMPOSE_VERSION = 'v2.40.3';
const START_LIMIT = 60_000;
const POLL_INTERVAL = 200;

/**
 * Finds a container engine with Compose. On Debian, as root and without an engine, it installs Docker and starts it
 * with its data in `cache`; without Compose, it builds that.
 * @param {string} cache
 * @returns {Promise<{ env: NodeJS.ProcessEnv, compose: readonly string[], origin: string, stop: () => Promise<void> }>}
 *   `env` selects the engine, `compose` is the command, `stop` ends an engine that was started here
 * @throws {SetupError} if there is no engine and none can be installed
 */
export async function startEngine(cache) {
  const running = await collect('docker', ['info']);
  const engine = running.ok
    ? { env: process.env, origin: 'the running engine', stop: async () => undefined }
    : await startOwnEngine(cache);
  try {
    return { ...engine, compose: await findCompose(cache, engine.env) };
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

async function startOwnEngine(cache) {
  if (process.getuid?.() !== 0 || !(await findOnPath('apt-get'))) {
    throw new SetupError('No container engine answers to `docker info`. Start Docker and run this command again.');
  }
  for (const program of ['dockerd', 'debootstrap']) if (!(await findOnPath(program))) await installDebianPackages();
  const directory = join(cache, 'docker');
  await mkdir(directory, { recursive: true });
  const socket = `unix://${join(directory, 'docker.sock')}`;
  // BuildKit's plugin is not in Debian's package.
  const env = { ...process.env, DOCKER_HOST: socket, DOCKER_BUILDKIT: '0' };
  const log = await open(join(directory, 'dockerd.log'), 'w');
  const daemon = spawn(
    'dockerd',
    [
      ...['--host', socket, '--data-root', join(directory, 'data'), '--exec-root', join(directory, 'exec')],
      ...['--pidfile', join(directory, 'docker.pid')],
    ],
    // In a process group of its own, the engine does not receive Ctrl-C before the containers are removed.
    { stdio: ['ignore', log.fd, log.fd], detached: true },
  );
  const ended = once(daemon, 'exit');
  const stop = async () => {
    daemon.kill('SIGTERM');
    await ended;
    await log.close();
  };
  for (const until = Date.now() + START_LIMIT; !(await collect('docker', ['info'], { env })).ok;) {
    if (daemon.exitCode === null && Date.now() < until) await sleep(POLL_INTERVAL);
    else {
      await stop();
      throw new SetupError(`dockerd does not start. Its log: ${join(directory, 'dockerd.log')}`);
    }
  }
  return { env, origin: `dockerd, started with its data in ${directory}`, stop };
}

async function installDebianPackages() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '--yes', '--no-install-recommends', 'docker.io', 'debootstrap', 'iptables'];
  const { ok, output } = await withProgress(
    'Installing Docker from Debian',
    collect('apt-get', ['update'], { env }).then(() => collect('apt-get', install, { env })),
  );
  if (!ok) throw new SetupError(`apt-get cannot install Docker:\n${output.trim().split('\n').slice(-5).join('\n')}`);
}

/** Returns the command of Compose v2. Debian has only version 1, so it is built where the engine lacks it. */
async function findCompose(cache, env) {
  if ((await collect('docker', ['compose', 'version'], { env })).ok) return ['docker', 'compose'];
  const directory = join(cache, 'go', `docker-compose-${COMPOSE_VERSION}`);
  const program = join(directory, 'docker-compose');
  if (await isMissing(program)) {
    await mkdir(directory, { recursive: true });
    const go = (...programArguments) => collect('go', programArguments, { cwd: directory });
    // `go install` refuses the module, because its go.mod replaces a dependency. A module of its own may require it.
    if (await isMissing(join(directory, 'go.mod'))) await go('mod', 'init', 'compose');
    const command = 'github.com/docker/compose/v2/cmd';
    const { ok, output } = await withProgress(
      `Building Docker Compose ${COMPOSE_VERSION} (minutes)`,
      go('get', `${command}@${COMPOSE_VERSION}`).then(() => go('build', '-o', `${program}.new`, command)),
    );
    if (!ok) throw new SetupError(`Docker Compose cannot be built:\n${output.trim().split('\n').slice(-5).join('\n')}`);
    await rename(`${program}.new`, program);
  }
  return [program];
}

async function isMissing(path) {
  return access(path).then(
    () => false,
    () => true,
  );
}
