import { access, chmod, cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withProgress } from '../setup/progress.mjs';
import { SetupError } from '../setup/setup-error.mjs';
import { collect, withoutHosts } from '../setup/subprocess.mjs';

const APT_INSTALL = 'apt-get update && apt-get install --yes --no-install-recommends';
const TEMPORAL_USER = 'RUN useradd --uid 1000 --user-group --create-home temporal';

/**
 * How to build a substitute of an image, without its tag: a function that puts the files of the build into a directory.
 * The substitutes are based on Debian, and have the users, paths and commands that docker-compose.yml and the
 * Dockerfile rely on.
 */
const SUBSTITUTES = {
  node: async (context, { npm }) => {
    const modules = await npm('node@24', 'npm@11');
    await copy(join(modules, 'node/bin/node'), join(context, 'node'), 0o755);
    await cp(join(modules, 'npm'), join(context, 'npm'), { recursive: true });
    // Node has authorities of its own, without those of the machine's package registry.
    return `FROM debian:bookworm-slim
      COPY node /usr/local/bin/
      COPY npm /usr/local/lib/node_modules/npm
      RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \\
        && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \\
        && useradd --uid 1000 --user-group --create-home node
      ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt`;
  },

  postgres: async (context) => {
    await writeFile(join(context, 'entrypoint.sh'), POSTGRES_ENTRYPOINT, { mode: 0o755 });
    return `FROM debian:bookworm-slim
      RUN ${APT_INSTALL} postgresql-15 && rm -rf /var/lib/postgresql/15 /var/lib/apt/lists/*
      ENV PATH=/usr/lib/postgresql/15/bin:$PATH PGDATA=/var/lib/postgresql/data
      COPY entrypoint.sh /usr/local/bin/
      VOLUME /var/lib/postgresql/data
      STOPSIGNAL SIGINT
      ENTRYPOINT ["entrypoint.sh"]`;
  },

  'temporalio/server': async (context, { go, tag }) => {
    const { program, module } = await go('go.temporal.io/server', `v${tag}`, 'cmd/server');
    await copy(program, join(context, 'temporal-server'), 0o755);
    await copy(join(module, 'docker/scripts/sh/entrypoint.sh'), join(context, 'entrypoint.sh'), 0o755);
    // Debian's sh has no pipefail, which the entry point sets.
    return `FROM debian:bookworm-slim
      RUN ${APT_INSTALL} netcat-openbsd && rm -rf /var/lib/apt/lists/* && ln -sf bash /bin/sh
      COPY temporal-server /usr/local/bin/
      COPY entrypoint.sh /etc/temporal/
      ${TEMPORAL_USER}
      WORKDIR /etc/temporal
      USER temporal
      CMD ["/etc/temporal/entrypoint.sh"]`;
  },

  'temporalio/admin-tools': async (context, { go, tag, cli }) => {
    const { program, module } = await go('go.temporal.io/server', `v${tag}`, 'cmd/tools/sql');
    await copy(program, join(context, 'temporal-sql-tool'), 0o755);
    await copy(cli, join(context, 'temporal'), 0o755);
    await cp(join(module, 'schema'), join(context, 'schema'), { recursive: true });
    // Files of Go's module cache are read-only.
    await collect('chmod', ['--recursive', 'u+w', join(context, 'schema')]);
    return `FROM debian:bookworm-slim
      COPY temporal temporal-sql-tool /usr/local/bin/
      COPY schema /etc/temporal/schema
      ${TEMPORAL_USER}
      USER temporal`;
  },

  'temporalio/ui': async (context, { go, tag }) => {
    const { program, module } = await go('github.com/temporalio/ui-server/v2', `v${tag}`, 'cmd/server');
    await copy(program, join(context, 'ui-server'), 0o755);
    await copy(join(module, 'config/docker.yaml'), join(context, 'docker.yaml'), 0o644);
    await copy(join(module, 'docker/start-ui-server.sh'), join(context, 'start-ui-server.sh'), 0o755);
    return `FROM debian:bookworm-slim
      RUN ${APT_INSTALL} netcat-openbsd && rm -rf /var/lib/apt/lists/*
      ${TEMPORAL_USER}
      WORKDIR /home/ui-server
      COPY --chown=temporal:temporal docker.yaml config/
      COPY --chown=temporal:temporal ui-server start-ui-server.sh ./
      USER temporal
      ENTRYPOINT ["./start-ui-server.sh"]`;
  },
};

/** As the image does: a server without TCP creates the database, then the server starts without root. */
const POSTGRES_ENTRYPOINT = `#!/bin/bash
set -eu -o pipefail
if [ "$(id --user)" = 0 ]; then
  mkdir --parents "$PGDATA" /var/run/postgresql
  chown postgres "$PGDATA" /var/run/postgresql
  chmod 700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  if [ -n "\${POSTGRES_PASSWORD_FILE-}" ]; then POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE"); fi
  initdb --username="$POSTGRES_USER" --pwfile=<(echo "$POSTGRES_PASSWORD") --auth-host=scram-sha-256
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  pg_ctl --wait start --options="-c listen_addresses=''"
  createdb --username="$POSTGRES_USER" "$POSTGRES_USER"
  pg_ctl --wait --mode=fast stop
fi
exec postgres -c listen_addresses='*' "$@"
`;

/**
 * Pulls images, or builds substitutes of those that cannot be pulled. An image that the engine has is used as it is.
 * @param {readonly string[]} names such as `postgres:16`
 * @param {{ docker: (...args: string[]) => ReturnType<typeof collect>, cache: string, cli: string }} tools `cache` is a
 *   directory, `cli` the path of Temporal's command line
 * @returns {Promise<string[]>} the names of the substitutes among the images
 * @throws {SetupError} if an image can neither be pulled nor built
 */
export async function provideImages(names, { docker, cache, cli }) {
  const substitutes = [];
  for (const name of names) {
    const label = await docker('image', 'inspect', '--format', `{{index .Config.Labels "substitute"}}`, name);
    if (!label.ok && !(await pull(name, docker))) await build(name, { docker, cache, cli });
    if (!label.ok || label.stdout.trim() !== '') substitutes.push(name);
  }
  return substitutes;
}

async function pull(name, docker) {
  const { ok } = await withProgress(`Pulling ${name}`, docker('pull', '--quiet', name));
  return ok;
}

async function build(name, { docker, cache, cli }) {
  const [repository, tag] = name.split(':');
  const prepare = SUBSTITUTES[repository];
  if (prepare === undefined) throw new SetupError(`${name} cannot be pulled, and nothing here builds a substitute.`);
  await requireDebian(docker, cache);
  await mkdir(cache, { recursive: true });
  const context = await mkdtemp(join(cache, 'context-'));
  try {
    const install = (...packages) => installPackages(packages, cache);
    const go = (module, version, path) => buildGo(module, version, path, cache);
    const dockerfile = await prepare(context, { npm: install, go, tag, cli });
    await writeFile(join(context, 'Dockerfile'), `${dockerfile}\nLABEL substitute=${repository}\n`);
    await mustSucceed(`Building a substitute of ${name}`, docker('build', '--tag', name, context));
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

/** Debian's base system, with the certificate authorities of this machine. */
async function requireDebian(docker, cache) {
  const name = 'debian:bookworm-slim';
  if ((await docker('image', 'inspect', name)).ok || (await pull(name, docker))) return;
  const root = join(cache, 'debian');
  await rm(root, { recursive: true, force: true });
  await mustSucceed(
    'Installing Debian into a directory',
    collect('debootstrap', ['--variant=minbase', '--include=ca-certificates', 'bookworm', root]),
  );
  const bundle = '/etc/ssl/certs/ca-certificates.crt';
  await copy(process.env['NODE_EXTRA_CA_CERTS'] ?? bundle, join(root, bundle), 0o644);
  const archive = join(cache, 'debian.tar');
  await mustSucceed('Packing Debian', collect('tar', ['--create', '--file', archive, '--directory', root, '.']));
  await mustSucceed('Importing Debian', docker('import', archive, name));
  await rm(archive);
}

/** Installs packages of npm into the cache. Returns the path of their node_modules. */
async function installPackages(packages, cache) {
  const prefix = join(cache, 'npm');
  await mkdir(prefix, { recursive: true });
  await mustSucceed(
    `Installing ${packages.join(' and ')}`,
    collect('npm', ['install', '--no-audit', '--no-fund', '--prefix', prefix, ...packages], { cwd: prefix }),
  );
  return join(prefix, 'node_modules');
}

/** Builds a program from a Go module into the cache, unless it is there. */
async function buildGo(module, version, path, cache) {
  const programs = join(cache, 'go', `${module.replaceAll('/', '-')}-${version}`);
  const program = join(programs, path.split('/').at(-1));
  if (!(await exists(program))) {
    // A program that is being built has another name: an interrupted build leaves nothing that looks finished.
    const staging = join(programs, 'staging');
    await mustSucceed(
      `Building ${module}/${path} (minutes)`,
      collect('go', ['install', `${module}/${path}@${version}`], { env: { ...process.env, GOBIN: staging } }),
    );
    await rename(join(staging, path.split('/').at(-1)), program);
  }
  const { stdout } = await mustSucceed(
    `Finding the files of ${module}`,
    collect('go', ['mod', 'download', '-json', `${module}@${version}`]),
  );
  return { program, module: JSON.parse(stdout).Dir };
}

async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function copy(from, to, mode) {
  await cp(from, to);
  await chmod(to, mode);
}

/** @throws {SetupError} with the end of the output */
async function mustSucceed(label, step) {
  const result = await withProgress(label, step);
  if (result.ok) return result;
  throw new SetupError(`${label} failed:\n${withoutHosts(result.output.trim().split('\n').slice(-15).join('\n'))}`);
}
