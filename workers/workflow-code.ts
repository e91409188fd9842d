/**
 * Chooses the workflow code of the order worker. The package contains prebuilt bundles, because webpack takes longer
 * than the rest of a worker's start. See docs/decisions/0039-prebuilt-workflow-bundles.md.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Runtime, type NativeConnection, type WorkerInterceptors, type WorkerOptions } from '@temporalio/worker';
import { TRACE_PLUGIN } from '../workflows/messages/trace-sinks.js';

/** A source checkout has bundles of its sources only after `npm test`, whose workers would all bundle otherwise. */
const IS_SOURCE = extname(import.meta.url) === '.ts';
const FOLDER = IS_SOURCE ? '../.cache/workflow-bundles/' : '../workflow-bundles/';

/** The name of `ECTicketPlugin`, which leaves the workers of this package unchanged. */
export const ECTICKET_PLUGIN = 'temporal-ecticket';

/** What a bundle contains besides the workflows. The SDK cannot add it to a prebuilt bundle. */
export interface BundleContents {
  /** The failure converter that writes messages as payloads, which the codec encrypts. */
  readonly encrypted: boolean;
  /** The interceptors that propagate traces. */
  readonly traced: boolean;
}

/** The contents of every prebuilt bundle. */
export const BUNDLES: readonly BundleContents[] = [
  { encrypted: false, traced: false },
  { encrypted: true, traced: false },
  { encrypted: false, traced: true },
  { encrypted: true, traced: true },
];

/** What the bundles were built from. They are used only if all of it is unchanged. */
export interface BundleManifest {
  /** The versions of the SDK's packages. The SDK does not check that a bundle is of its own version. */
  readonly sdk: Readonly<Record<string, string>>;
  /** The modules of this package in the bundles, relative to dist/. */
  readonly modules: readonly string[];
  /** The {@link digestOf} of these modules. */
  readonly digest: string;
}

/** Two of these packages are in the bundle; the third runs it. All of them have one version. */
const SDK_PACKAGES = ['@temporalio/common', '@temporalio/workflow', '@temporalio/worker'];

/** The module of the interceptor that every worker of orders needs (docs/decisions/0045). Part of every bundle. */
export function activationGuard(): string {
  return fileURLToPath(new URL(`../workflows/runtime/activation-guard${extname(import.meta.url)}`, import.meta.url));
}

/** What decides on the contents of the bundle. */
export interface WorkflowCodeNeeds {
  readonly connection: NativeConnection;
  readonly encrypted: boolean;
  /** The worker's interceptors. No prebuilt bundle contains their workflow modules. */
  readonly interceptors?: WorkerInterceptors;
}

/**
 * Returns the prebuilt bundle, or the path of the workflows, which the SDK bundles at the start: if no prebuilt bundle
 * has the needed contents or is up to date.
 */
export async function workflowCode(
  needs: WorkflowCodeNeeds,
): Promise<Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'interceptors'>> {
  const extension = extname(import.meta.url);
  const workflowsPath = fileURLToPath(new URL(`../workflows/index${extension}`, import.meta.url));
  const bundledAtStart = {
    workflowsPath,
    interceptors: {
      ...needs.interceptors,
      workflowModules: [activationGuard(), ...(needs.interceptors?.workflowModules ?? [])],
    },
  };
  const contents = contentsFor(needs);
  const reason = contents === undefined ? 'a plugin or interceptor may add to it' : await reasonNotToUseBundles();
  if (contents === undefined || reason !== undefined) {
    if (!IS_SOURCE) {
      Runtime.instance().logger.info('the worker bundles its workflows, and does not use the prebuilt bundle', {
        reason,
      });
    }
    return bundledAtStart;
  }
  return { workflowBundle: { codePath: fileURLToPath(bundleUrl(bundleName(contents))) } };
}

/** Returns the contents that a bundle needs, or undefined if no prebuilt bundle has them. */
function contentsFor({ connection, encrypted, interceptors }: WorkflowCodeNeeds): BundleContents | undefined {
  // The SDK passes the plugins of a connection to its workers, and ignores what they would add to a prebuilt bundle.
  const names = connection.plugins.map(({ name }) => name);
  const hasWorkflowModules = (interceptors?.workflowModules ?? []).length > 0;
  if (hasWorkflowModules || names.some((name) => name !== ECTICKET_PLUGIN && name !== TRACE_PLUGIN)) return undefined;
  return { encrypted, traced: names.includes(TRACE_PLUGIN) };
}

/** Returns why the prebuilt bundles cannot be used, or undefined. */
export async function reasonNotToUseBundles(): Promise<string | undefined> {
  let manifest;
  try {
    manifest = JSON.parse(await readFile(bundleUrl('manifest.json'), 'utf8')) as BundleManifest;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return 'there is no prebuilt bundle';
    throw error;
  }
  const { sdk, modules, digest } = manifest;
  const installed = sdkVersions();
  const other = SDK_PACKAGES.find((name) => installed[name] !== sdk[name]);
  if (other !== undefined) return `it was built with ${other} ${sdk[other]}, and ${installed[other]} is installed`;
  if ((await digestOf(modules)) !== digest) return 'the workflows have changed since it was built';
  return undefined;
}

/** Returns the installed versions of the SDK's packages that take part in running a bundle. */
export function sdkVersions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const versionOf = (name: string): string => (require(`${name}/package.json`) as { version: string }).version;
  return Object.fromEntries(SDK_PACKAGES.map((name) => [name, versionOf(name)]));
}

/** Returns a digest of the names and contents of modules. @param modules relative to dist/ */
export async function digestOf(modules: readonly string[]): Promise<string> {
  const read = (module: string): Promise<Buffer> =>
    // A module that is missing differs from every other.
    readFile(new URL(`../${module}`, import.meta.url)).catch(() => Buffer.alloc(0));
  const contents = await Promise.all(modules.map(read));
  const hash = createHash('sha256');
  for (const [index, content] of contents.entries())
    hash.update(`${modules[index]}\n${content.length}\n`).update(content);
  return hash.digest('base64');
}

/** Returns the file name of a prebuilt bundle. */
export function bundleName({ encrypted, traced }: BundleContents): string {
  return `orders${encrypted ? '-encrypted' : ''}${traced ? '-traced' : ''}.js`;
}

/** Returns the address of a file in the folder of the prebuilt bundles. */
export function bundleUrl(file: string): URL {
  return new URL(`${FOLDER}${file}`, import.meta.url);
}
