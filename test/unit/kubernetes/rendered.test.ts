/** The manifests as `kubectl kustomize` renders them, which is what a cluster gets. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readCodecServerSettings } from '../../../settings/codec-server.js';
import { readSettings } from '../../../settings/read-settings.js';
import { readPage } from '../docs/pages.js';
import { find, findDeployment, hasKubectl, renderProduction, type Deployment, type Manifest } from './manifests.js';

const whenRendered = hasKubectl ? describe : describe.skip;
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const page = readPage('docs/how-to/kubernetes.md');

/** What an administrator stores in the Secrets. */
const SECRETS: Readonly<Record<string, string>> = {
  'ecticket-codec-keys/keys': `k1:${createHash('sha256').update('a codec key').digest('base64')}`,
  'ecticket-code-keys/keys': `c1:${createHash('sha256').update('a code key').digest('base64')}`,
  'ecticket-codec-token/token': createHash('sha256').update('a token').digest('hex'),
  'ecticket-events/secret': `whsec_${createHash('sha256').update('a webhook secret').digest('base64')}`,
};

const MERCHANTS = {
  '1000001': { profile: 'issueOnly', keys: [{ hashKey: 'abcdefgh12345678', hashIv: '8765432lhgfedcba' }] },
};

interface ConfigMap extends Manifest {
  readonly data: Readonly<Record<string, string>>;
}

interface ScaledObject extends Manifest {
  readonly spec: { readonly scaleTargetRef: { readonly name: string }; readonly maxReplicaCount: number };
}

/** The environment of a Deployment's container, with the merchants in place of their file. */
function environmentOf(rendered: readonly Manifest[], name: string): Record<string, string> {
  const { metadata, spec } = findDeployment(rendered, name).spec.template;
  const { env, envFrom } = spec.containers[0];
  const variables = envFrom.flatMap(({ configMapRef }) =>
    Object.entries((find(rendered, 'ConfigMap', configMapRef.name) as ConfigMap).data),
  );
  for (const { name: variable, value, valueFrom } of env) {
    const { secretKeyRef: secret, fieldRef } = valueFrom ?? {};
    const label = /^metadata\.labels\['(.+)'\]$/.exec(fieldRef?.fieldPath ?? '')?.[1] ?? '';
    const given = value ?? (secret ? SECRETS[`${secret.name}/${secret.key}`] : metadata.labels[label]);
    if (given !== undefined && variable !== 'ECTICKET_MERCHANTS_FILE') variables.push([variable, given]);
  }
  return { ...Object.fromEntries(variables), ECTICKET_MERCHANTS: JSON.stringify(MERCHANTS) };
}

whenRendered('kubernetes/production', () => {
  const rendered = hasKubectl ? renderProduction() : [];

  test('has settings with which the worker and the receiver start', () => {
    for (const name of ['ecticket-worker', 'ecticket-receiver']) {
      const settings = readSettings(environmentOf(rendered, name));
      expect(settings).toMatchObject({ environment: 'production', warnings: [] });
      expect(settings.temporal.options.tls).toBeTruthy();
      expect(settings.metrics).toEqual({ to: 'prometheus', bindAddress: '0.0.0.0:9464' });
      expect(settings.codeKeys?.map(({ id }) => id)).toEqual(name === 'ecticket-worker' ? ['c1'] : undefined);
    }
  });

  test('has settings with which the codec server starts', () => {
    const { ECTICKET_MERCHANTS: _merchants, ...env } = environmentOf(rendered, 'ecticket-codec');
    expect(readCodecServerSettings(env)).toMatchObject({ environment: 'production', encode: 'refuse', warnings: [] });
  });

  test('sends at most five requests per second for each merchant', () => {
    const { replicas = NaN } = findDeployment(rendered, 'ecticket-worker').spec;
    const { providerRate } = readSettings(environmentOf(rendered, 'ecticket-worker'));
    expect(replicas * providerRate).toBeLessThanOrEqual(5);
  });

  test('runs the version of package.json', () => {
    const images = rendered
      .filter((each): each is Deployment => each.kind === 'Deployment')
      .map(({ spec }) => spec.template.spec.containers[0].image);
    expect(images).toEqual(new Array(3).fill(`registry.example/temporal-ecticket:${version}`));
  });

  test('puts everything into the namespace', () => {
    const others = rendered.filter(({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'ecticket');
    expect(others.map(({ metadata }) => metadata.name)).toEqual([]);
  });

  test('lets the pods connect to Temporal where its address is', () => {
    const { TEMPORAL_ADDRESS: address } = environmentOf(rendered, 'ecticket-worker');
    const policy = find(rendered, 'NetworkPolicy', 'ecticket-temporal');
    expect(JSON.stringify(policy.spec)).toContain(`"port":${address?.split(':')[1]}`);
  });

  test('has a worker that is a version of the Worker Deployment, if its directory is used', () => {
    const versioned = renderProduction((text) => text.replace('- ../worker\n', '- ../versioned-worker\n'));
    const worker = findDeployment(versioned, 'ecticket-worker');
    expect(worker.metadata.name).toBe(`ecticket-worker-${version.replaceAll('.', '-')}`);
    const { deploymentVersion } = readSettings(environmentOf(versioned, 'ecticket-worker'));
    expect(deploymentVersion).toEqual({ deploymentName: 'tickets', buildId: version });
    // Two versions run side by side: each selects its own pods.
    const budget = find(versioned, 'PodDisruptionBudget', 'ecticket-worker');
    for (const each of [worker as Manifest, budget])
      expect(JSON.stringify(each.spec?.['selector'])).toContain(`"app.kubernetes.io/version":"${version}"`);
  });

  test('with KEDA, leaves the number of replicas to it, within the rate', () => {
    const scaled = renderProduction((text) => `${text}components: [../components/keda]\n`);
    const { scaleTargetRef, maxReplicaCount } = (find(scaled, 'ScaledObject', 'ecticket-worker') as ScaledObject).spec;
    const worker = findDeployment(scaled, scaleTargetRef.name);
    expect(worker.spec.replicas).toBeUndefined();
    const { providerRate } = readSettings(environmentOf(scaled, 'ecticket-worker'));
    expect(maxReplicaCount * providerRate).toBeLessThanOrEqual(5);
  });

  test.each([
    ['temporal-mtls', ['TEMPORAL_TLS_CLIENT_CERT_PATH', 'TEMPORAL_TLS_CLIENT_KEY_PATH']],
    // Temporal Cloud's server certificate is verified without it.
    ['temporal-ca', ['TEMPORAL_TLS_SERVER_CA_CERT_PATH']],
  ])('with %s, mounts its certificates where the settings say', (component, names) => {
    const rendered = renderProduction((text) => `${text}components: [../components/${component}]\n`);
    for (const name of ['ecticket-worker', 'ecticket-receiver']) {
      const { containers } = findDeployment(rendered, name).spec.template.spec;
      const paths = Object.entries(environmentOf(rendered, name)).filter(([variable]) => /_PATH$/.test(variable));
      expect(paths.map(([variable]) => variable)).toEqual(names);
      const mounts = containers[0].volumeMounts.map(({ mountPath }) => mountPath);
      for (const [, path] of paths) expect(mounts).toContain(path.replace(/\/[^/]+$/, ''));
    }
    for (const name of names) expect(environmentOf(rendered, 'ecticket-codec')).not.toHaveProperty(name);
  });

  test('with both, mounts them side by side', () => {
    const both = 'components: [../components/temporal-mtls, ../components/temporal-ca]';
    const { containers, volumes } = findDeployment(
      renderProduction((text) => `${text}${both}\n`),
      'ecticket-worker',
    ).spec.template.spec;
    expect(new Set(containers[0].volumeMounts.map(({ mountPath }) => mountPath)).size).toBe(volumes.length);
  });

  test('names the Secrets of docs/how-to/kubernetes.md', () => {
    const both = 'components: [../components/temporal-mtls, ../components/temporal-ca]';
    const deployments = renderProduction((text) => `${text}${both}\n`).filter(({ kind }) => kind === 'Deployment');
    const used = JSON.stringify(deployments).matchAll(/"secret(?:Name"|KeyRef":\{[^}]*"name"):"([^"]+)"/g);
    const listed = page.matchAll(/^ *\| `(ecticket-[\w-]+)` +\| `/gm);
    const names = (found: Iterable<RegExpMatchArray>) => [...new Set([...found].map(([, name]) => name))].sort();
    expect(names(listed)).toEqual(names(used));
  });

  test('with the patch of docs/how-to/kubernetes.md, lets the worker reach its webhook and a collector', () => {
    const [, patch = ''] = /^```yaml\npatches:\n(.*NetworkPolicy.*?)^```$/ms.exec(page) ?? [];
    const policy = find(
      renderProduction((text) => text + patch),
      'NetworkPolicy',
      'ecticket-temporal',
    );
    const ports = JSON.stringify(policy.spec).match(/"port":\d+/g) ?? [];
    expect(ports).toEqual(['"port":7233', '"port":8443', '"port":4318']);
  });

  test('with two versions and the rate of docs/how-to/kubernetes.md, sends at most five requests per second', () => {
    const [, rate = ''] = /`ECTICKET_PROVIDER_RATE=([\d.]+)` for two versions/.exec(page.replace(/\s+/g, ' ')) ?? [];
    const rendered = renderProduction((text) =>
      text.replace('- ../worker\n', '- ../versioned-worker\n').replace(/PROVIDER_RATE=.*/, `PROVIDER_RATE=${rate}`),
    );
    const { replicas = NaN } = findDeployment(rendered, 'ecticket-worker').spec;
    expect(2 * replicas * readSettings(environmentOf(rendered, 'ecticket-worker')).providerRate).toBe(5);
  });

  test('moves no versioned worker by its newTag', () => {
    const rendered = renderProduction((text) =>
      text.replace('- ../worker\n', '- ../versioned-worker\n').replace(/newTag: .* \}/, 'newTag: 9.9.9 }'),
    );
    const imageOf = (name: string) => findDeployment(rendered, name).spec.template.spec.containers[0].image;
    expect(imageOf('ecticket-receiver')).toMatch(/:9\.9\.9$/);
    expect(imageOf('ecticket-worker')).toMatch(new RegExp(`:${version}$`));
  });

  test('with the Prometheus operator, scrapes the pods that have metrics', () => {
    const monitored = renderProduction((text) => `${text}components: [../components/prometheus-operator]\n`);
    expect(find(monitored, 'PodMonitor', 'ecticket').spec).toMatchObject({
      selector: { matchLabels: { 'app.kubernetes.io/part-of': 'temporal-ecticket' } },
      podMetricsEndpoints: [{ port: 'metrics', honorLabels: true }],
    });
  });
});
