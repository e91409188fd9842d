/** The manifests in kubernetes/, as they are written and as `kubectl kustomize` renders them. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: Readonly<Record<string, unknown>>;
}

interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly secretKeyRef?: { readonly name: string; readonly key: string; readonly optional?: boolean };
    readonly fieldRef?: { readonly fieldPath: string };
  };
}

interface HttpProbe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

export interface Container {
  readonly image: string;
  readonly command: readonly string[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env: readonly EnvVar[];
  readonly envFrom: readonly { readonly configMapRef: { readonly name: string } }[];
  readonly startupProbe: HttpProbe;
  readonly livenessProbe: HttpProbe;
  readonly readinessProbe: HttpProbe;
  readonly lifecycle?: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
  readonly resources: {
    readonly requests: Readonly<Record<string, string>>;
    readonly limits: Readonly<Record<string, string>>;
  };
  readonly securityContext: object;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface Deployment extends Manifest {
  readonly spec: {
    readonly replicas?: number;
    readonly strategy?: { readonly rollingUpdate: { readonly maxSurge: number; readonly maxUnavailable: number } };
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly securityContext: object;
        readonly containers: readonly [Container];
        readonly volumes: readonly { readonly name: string; readonly secret?: object; readonly emptyDir?: object }[];
      };
    };
  };
}

const ROOT = 'kubernetes';

export const FILES: readonly string[] = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .map((path) => join(ROOT, path))
  .sort();

/** The directories in components/. */
export const components: readonly string[] = readdirSync(join(ROOT, 'components'));

function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

/** Every manifest, without the kustomizations. */
export const manifests: readonly Manifest[] = FILES.filter((path) => !path.endsWith('kustomization.yaml')).flatMap(
  (path) => parseManifests(readFileSync(path, 'utf8')),
);

/** Finds a manifest whose name begins so: a suffix may follow, such as a hash or a version. */
export function find(from: readonly Manifest[], kind: string, name: string): Manifest {
  const found = from.find((each) => each.kind === kind && each.metadata.name.startsWith(name));
  if (found === undefined) throw new Error(`There is no ${kind} ${name}.`);
  return found;
}

export function findDeployment(from: readonly Manifest[], name: string): Deployment {
  return find(from, 'Deployment', name) as Deployment;
}

const KUBECTL = process.env['KUBECTL_PATH'] ?? 'kubectl';

export const hasKubectl = spawnSync(KUBECTL, ['version', '--client']).status === 0;
if (!hasKubectl)
  console.warn('kubectl is not installed (PATH, KUBECTL_PATH): the tests of the rendered manifests are skipped.');

/**
 * Renders production/ after an edit of its kustomization.yaml.
 * @throws {Error} with kubectl's message
 */
export function renderProduction(edit = (kustomization: string) => kustomization): Manifest[] {
  const directory = mkdtempSync(join(tmpdir(), 'ecticket-kustomize-'));
  try {
    cpSync('kubernetes', directory, { recursive: true });
    const file = join(directory, 'production', 'kustomization.yaml');
    writeFileSync(file, edit(readFileSync(file, 'utf8')));
    return render(join(directory, 'production'));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function render(directory: string): Manifest[] {
  const { status, stdout, stderr } = spawnSync(KUBECTL, ['kustomize', directory], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return parseManifests(stdout);
}
