/** The services of docker-compose.yml, as the real Docker Compose runs them. */
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const POLL_INTERVAL_MS = 500;
const HEALTHY_TIMEOUT_MS = 180_000;

const run = promisify(execFile);

export interface Container {
  readonly id: string;
  readonly service: string;
  readonly state: string;
  /** Empty if the service has no health check. */
  readonly health: string;
  readonly exitCode: number;
}

export class ComposeProject {
  readonly #command: readonly [string, ...string[]];
  readonly #env: NodeJS.ProcessEnv;

  /** @param settings The environment of `docker compose`, instead of a developer's own settings. */
  constructor(settings: Readonly<Record<string, string>>) {
    this.#command = JSON.parse(process.env['COMPOSE_COMMAND'] ?? '["docker","compose"]') as [string, ...string[]];
    const others = Object.entries(process.env).filter(([name]) => !/^(ECTICKET|TEMPORAL|POSTGRES)_/.test(name));
    this.#env = { ...Object.fromEntries(others), ...settings };
  }

  /** Runs `docker compose <args>` and returns what it prints. @throws Error with the output */
  async compose(...args: readonly string[]): Promise<string> {
    const [program, ...first] = this.#command;
    return await this.#run(program, [...first, '--profile', 'sandbox', ...args]);
  }

  /** Runs `docker <args>` and returns what it prints. @throws Error with the output */
  async docker(...args: readonly string[]): Promise<string> {
    return await this.#run('docker', args);
  }

  /**
   * The address of this machine at which containers reach it: that of the engine's bridge. Until an engine's second
   * start, `docker network inspect` shows the bridge's subnet only. The bridge has the first address in it.
   */
  async addressOfThisMachine(): Promise<string> {
    const format = '{{with index .IPAM.Config 0}}{{or .Gateway .Subnet}}{{end}}';
    const shown = await this.docker('network', 'inspect', 'bridge', '--format', format);
    return shown.trim().replace(/\.0\/\d+$/, '.1');
  }

  /** Starts all services, and waits until they are healthy and the set-up services have ended with status 0. */
  async up(...args: readonly string[]): Promise<void> {
    await this.compose('up', '--detach', ...args);
    await this.waitUntilReady();
  }

  async containers(): Promise<readonly Container[]> {
    const lines = (await this.compose('ps', '--all', '--format', 'json')).trim().split('\n').filter(Boolean);
    return lines.map((line) => {
      const { ID, Service, State, Health, ExitCode } = JSON.parse(line) as Record<string, string> & {
        ExitCode: number;
      };
      return { id: ID ?? '', service: Service ?? '', state: State ?? '', health: Health ?? '', exitCode: ExitCode };
    });
  }

  /** Waits until all containers are healthy, or have ended with status 0. @throws Error with those that are not */
  async waitUntilReady(): Promise<void> {
    const deadline = performance.now() + HEALTHY_TIMEOUT_MS;
    for (;;) {
      const containers = await this.containers();
      const waiting = containers.filter((container) => !isReady(container));
      if (containers.length > 0 && waiting.length === 0) return;
      if (performance.now() > deadline) throw new Error(`not ready: ${JSON.stringify(waiting)}`);
      await sleep(POLL_INTERVAL_MS);
    }
  }

  /** Ends a service with SIGKILL and starts its container again. Returns the seconds until all are ready. */
  async killAndStart(service: string): Promise<number> {
    const container = (await this.containers()).find((other) => other.service === service);
    if (container === undefined) throw new Error(`${service} has no container`);
    await this.docker('kill', container.id);
    const startedAt = performance.now();
    await this.docker('start', container.id);
    await this.waitUntilReady();
    return Math.round((performance.now() - startedAt) / 100) / 10;
  }

  async #run(program: string, args: readonly string[]): Promise<string> {
    const { stdout } = await run(program, args, { env: this.#env, maxBuffer: 2 ** 28 });
    return stdout;
  }
}

function isReady({ state, health, exitCode }: Container): boolean {
  return health === '' ? state === 'exited' && exitCode === 0 : state === 'running' && health === 'healthy';
}
