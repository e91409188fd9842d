/**
 * Detects objects of another copy of Temporal's SDK. Two copies in one process cannot exchange objects: the worker's
 * native module fails with "failed to downcast any to neon::…JsBox", and the client with missing private symbols.
 */
import nodeModule from 'node:module';
import { dirname, join } from 'node:path';

/** A package of the SDK whose objects this package receives. */
type SdkPackage = '@temporalio/client' | '@temporalio/worker';

/** A copy of a package in this process. */
export interface SdkCopy {
  readonly version: string;
  readonly directory: string;
}

/** An object comes from another copy of Temporal's SDK than the one that temporal-ecticket uses. */
export class DuplicateSdkError extends Error {
  override readonly name = 'DuplicateSdkError';
  readonly code = 'DUPLICATE_SDK';

  constructor(
    /** The class of the object, such as `NativeConnection`. */
    readonly className: string,
    readonly packageName: SdkPackage,
    /** The copies that this process has loaded, this package's first. Empty if a bundler or test runner hides them. */
    readonly copies: readonly SdkCopy[],
  ) {
    const found = copies.map(({ version, directory }) => `${version} in ${directory}`).join('; ');
    super(
      `This ${className} comes from another copy of ${packageName} than the one that temporal-ecticket uses` +
        `${found && ` (${found})`}. Objects of two copies do not work together. Install one version of all ` +
        `@temporalio packages: npm ls ${packageName} shows the copies, npm dedupe removes those that can be shared.`,
    );
  }
}

interface Class {
  readonly name: string;
  readonly prototype: object;
}

/**
 * Throws if `value` is an instance of the class of the same name in another copy of the package. Other objects, such as
 * test doubles, pass.
 *
 * @throws DuplicateSdkError
 */
export function rejectOtherCopy(value: unknown, own: Class, packageName: SdkPackage): void {
  if (typeof value !== 'object' || value === null || Object.prototype.isPrototypeOf.call(own.prototype, value)) return;
  for (let each: unknown = Object.getPrototypeOf(value); each !== null; each = Object.getPrototypeOf(each)) {
    const { constructor } = each as { readonly constructor?: Partial<Class> };
    if (constructor?.name === own.name)
      throw new DuplicateSdkError(own.name, packageName, loadedCopies(own, packageName));
  }
}

/**
 * The SDK reads its own package.json, so that the module cache has that of every copy. The function must survive
 * bundling: it resolves no path that a bundler would look for, and needs no `import.meta.url`, which a CommonJS bundle
 * lacks. It imports no `createRequire` by name: the banner of an ESM bundle declares that name.
 */
function loadedCopies(own: Class, packageName: SdkPackage): readonly SdkCopy[] {
  const { cache } = nodeModule.createRequire(process.execPath);
  const exportsOf = (path: string): Record<string, unknown> => Object(cache[path]?.exports) as Record<string, unknown>;
  const manifest = `/node_modules/${packageName}/package.json`;
  const copies = Object.keys(cache)
    .filter((path) => path.replaceAll('\\', '/').endsWith(manifest))
    .map((path) => ({ version: String(exportsOf(path)['version']), directory: dirname(path) }));
  const isOwn = ({ directory }: SdkCopy): boolean => exportsOf(join(directory, 'lib/index.js'))[own.name] === own;
  return [...copies.filter(isOwn), ...copies.filter((copy) => !isOwn(copy))];
}
