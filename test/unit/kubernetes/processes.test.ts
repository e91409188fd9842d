/** What the manifests say of the processes, against the code: programs, ports, health checks, settings, times, memory. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { describe, expect, test } from '@jest/globals';
import { createReceiver } from '../../../callbacks/receiver.js';
import { createCallbackServer } from '../../../callbacks/server.js';
import { CALLBACK_PATHS } from '../../../client/notify-urls.js';
import { anyone, createCodecServer } from '../../../codec/server/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { readListenOptions } from '../../../settings/listen-options.js';
import { readSecretFiles } from '../../../settings/secret-files.js';
import { SETTING_NAMES } from '../../../settings/setting-names.js';
import { serveHealth } from '../../../workers/health-server.js';
import { SHUTDOWN } from '../../../workers/options.js';
import { TASK_QUEUE } from '../../../workflows/messages/names.js';
import { readPage } from '../docs/pages.js';
import { FILES, find, findDeployment, manifests, type Container, type Deployment } from './manifests.js';

const PROCESSES = ['worker', 'receiver', 'codec'] as const;
type Process = (typeof PROCESSES)[number];

/** The keys that docs/explanation/security.md allows to each process. */
const SECRETS: Record<Process, readonly string[]> = {
  worker: ['ECTICKET_CODEC_KEYS', 'ECTICKET_CODE_KEYS', 'ECTICKET_EVENTS_SECRET', 'TEMPORAL_API_KEY', 'merchants'],
  receiver: ['ECTICKET_CODEC_KEYS', 'TEMPORAL_API_KEY', 'merchants'],
  codec: ['ECTICKET_CODEC_KEYS', 'ECTICKET_CODEC_TOKEN'],
};

/** The HTTP status at a path of each process's own server, without Temporal. */
const STATUS_OF: Record<Process, (path: string) => Promise<number>> = {
  worker: async (path) => {
    const health = await serveHealth({ host: '127.0.0.1', port: 0 }, () => undefined);
    try {
      return (await fetch(health.url + path)).status;
    } finally {
      await health.close();
    }
  },
  receiver: async (path) => {
    const receiver = createReceiver({
      merchants: new MerchantRegistry(STAGE_MERCHANTS),
      deliver: () => Promise.resolve('unknown'),
    });
    const server = createCallbackServer({ receiver, isReady: () => Promise.resolve(false) });
    return (await server.inject(path)).statusCode;
  },
  codec: async (path) => (await createCodecServer({ authorize: anyone }).inject(path)).statusCode,
};

function deploymentOf(name: Process): Deployment {
  return findDeployment(manifests, `ecticket-${name}`);
}

function containerOf(name: Process): Container {
  return deploymentOf(name).spec.template.spec.containers[0];
}

function mebibytes(text = ''): number {
  const [, amount, unit] = /^(\d+)([MG]i)$/.exec(text) ?? [];
  return Number(amount) * (unit === 'Gi' ? 1024 : 1);
}

describe.each(PROCESSES)('the %s', (name) => {
  const pod = deploymentOf(name).spec.template.spec;
  const container = containerOf(name);
  const [program, file = '', ...args] = container.command;
  const at = readListenOptions(args, 0);
  const portNamed = (port: string) => container.ports.find((each) => each.name === port)?.containerPort;

  test('runs a program that the build creates', () => {
    expect(program).toBe('node');
    expect(existsSync(file.replace('dist/', '').replace(/\.js$/, '.ts'))).toBe(true);
  });

  test.each(['startupProbe', 'livenessProbe', 'readinessProbe'] as const)(
    'has a %s at a path that it serves, at the port and address where it listens',
    async (probe) => {
      const { path, port } = container[probe].httpGet;
      expect(at).toEqual({ host: '0.0.0.0', port: portNamed(port) });
      const isReadiness = probe === 'readinessProbe' && name !== 'codec';
      expect(path).toBe(isReadiness ? '/readyz' : '/healthz');
      // Without Temporal, only readiness fails.
      expect(await STATUS_OF[name](path)).toBe(isReadiness ? 503 : 200);
    },
  );

  test('has its default port, where the documentation says it is', () => {
    const { port } = at;
    const script = name === 'receiver' ? 'callbacks' : name;
    expect(readPage('docs/how-to/processes.md')).toMatch(new RegExp(`npm run ${script}\`.*\`--port ${port}\``));
  });

  test('fulfils the restricted Pod Security Standard, with a read-only file system', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
  });

  test('gets only the keys that it needs, from Secrets', () => {
    const fromSecrets = container.env.filter(({ valueFrom }) => valueFrom?.secretKeyRef !== undefined);
    const mounted = pod.volumes.filter(({ secret }) => secret !== undefined);
    const given = [...fromSecrets, ...mounted].map((each) => each.name);
    expect(given.sort()).toEqual([...SECRETS[name]].sort());
    const plain = container.env.filter(({ value }) => value !== undefined).map((each) => each.name);
    expect(plain.filter((each) => /KEY|SECRET|TOKEN/.test(each))).toEqual([]);
  });

  test('has memory for its heap and for what is outside the heap', () => {
    const options = container.env.find((each) => each.name === 'NODE_OPTIONS')?.value ?? '';
    const heap = Number(/^--max-old-space-size=(\d+)$/.exec(options)?.[1]);
    const { requests, limits } = container.resources;
    expect(mebibytes(limits['memory'])).toBeGreaterThanOrEqual(heap + 128);
    expect(mebibytes(requests['memory'])).toBeLessThanOrEqual(mebibytes(limits['memory']));
    expect(Object.keys(requests).sort()).toEqual(['cpu', 'memory']);
  });
});

test('the worker has the heap of docs/explanation/scaling.md, and requests the memory that it took there', () => {
  const { env, resources } = containerOf('worker');
  const [, option = '', measured = ''] =
    /`NODE_OPTIONS=(\S+)`\s+caches \d+ orders, and the process stays at about (\d+) MiB/.exec(
      readPage('docs/explanation/scaling.md'),
    ) ?? [];
  expect(env).toContainEqual({ name: 'NODE_OPTIONS', value: option });
  expect(mebibytes(resources.requests['memory'])).toBeGreaterThanOrEqual(Number(measured));
});

test('the worker has the time to finish or to return its activities', () => {
  const seconds = Number.parseInt(SHUTDOWN.shutdownForceTime, 10);
  expect(deploymentOf('worker').spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(seconds + 10);
});

test('the receiver has the time to answer after it has left the Service', () => {
  const { terminationGracePeriodSeconds: grace } = deploymentOf('receiver').spec.template.spec;
  const { lifecycle } = containerOf('receiver');
  // ECPay stops waiting after ten seconds.
  expect(grace).toBeGreaterThan((lifecycle?.preStop.sleep.seconds ?? Infinity) + 10);
});

test('a rollout of the worker starts no process beyond its replicas, which would exceed the rate', () => {
  expect(deploymentOf('worker').spec.strategy?.rollingUpdate).toEqual({ maxSurge: 0, maxUnavailable: 1 });
});

test('every ECTICKET_ and TEMPORAL_ name in the manifests is a setting', () => {
  const names = FILES.flatMap((path) => readFileSync(path, 'utf8').match(/\b(ECTICKET|TEMPORAL)_[A-Z_]+\b/g) ?? []);
  expect(names.length).toBeGreaterThan(15);
  const known = [...SETTING_NAMES, ...temporalSettings()];
  expect([...new Set(names)].filter((name) => !known.includes(name))).toEqual([]);
});

/** The variables that `@temporalio/envconfig` looks up, as readSettings calls it. */
function temporalSettings(): string[] {
  const names = new Set<string>();
  const record = { get: (target: object, name: string) => (names.add(name), Reflect.get(target, name) as unknown) };
  loadClientConnectConfig({ overrideEnvVars: new Proxy<Record<string, string>>({}, record), disableFile: true });
  return [...names];
}

test('a mounted Secret is a merchants file without a risk', () => {
  const { volumes } = deploymentOf('worker').spec.template.spec;
  const { defaultMode } = volumes.find(({ name }) => name === 'merchants')?.secret as { defaultMode: number };
  const directory = mkdtempSync(join(tmpdir(), 'ecticket-secret-'));
  try {
    // As the kubelet writes it: a directory that all may write, with the sticky bit, and links to a data directory.
    mkdirSync(join(directory, '..data'));
    writeFileSync(join(directory, '..data', 'merchants.json'), '{}');
    symlinkSync(join('..data', 'merchants.json'), join(directory, 'merchants.json'));
    chmodSync(join(directory, '..data', 'merchants.json'), defaultMode);
    chmodSync(directory, 0o1777);
    const given = { ECTICKET_MERCHANTS_FILE: join(directory, 'merchants.json') };
    const { variables, risks, warnings } = readSecretFiles(given, ['ECTICKET_MERCHANTS']);
    expect([variables['ECTICKET_MERCHANTS'], risks, warnings]).toEqual(['{}', [], []]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('the Ingress forwards the paths that ECPay calls, and no other', () => {
  const ingress = find(manifests, 'Ingress', 'ecticket-receiver');
  const paths = JSON.stringify(ingress.spec).match(/"path":"([^"]+)"/g) ?? [];
  expect(paths).toEqual(['"path":"/ecpay"']);
  for (const path of Object.values(CALLBACK_PATHS)) expect(path).toMatch(/^\/ecpay\//);
});

test('KEDA scales by the task queue of the workflows', () => {
  const { triggers } = find(manifests, 'ScaledObject', 'ecticket-worker').spec as {
    triggers: readonly [{ metadata: object }];
  };
  expect(triggers[0].metadata).toMatchObject({ taskQueue: TASK_QUEUE, queueTypes: 'workflow' });
});
