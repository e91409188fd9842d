/**
 * Writes the prebuilt workflow bundles: of the compiled package to dist/workflow-bundles/, and of the sources, with which
 * tests run, to .cache/workflow-bundles/.
 */
import { Buffer } from 'node:buffer';
import { realpathSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import MinimizerPlugin from 'minimizer-webpack-plugin';

/** As webpack names it. */
const root = realpathSync(fileURLToPath(new URL('..', import.meta.url)));

const COMPILED = { folder: join(root, 'dist', sep), extension: 'js' };
/** Needs a process that runs TypeScript. */
export const SOURCES = { folder: join(root, sep), extension: 'ts' };

/** Bundles the workflows as a worker does, once for each contents that a worker may need. */
export async function writeWorkflowBundles(code = COMPILED) {
  const { BUNDLES, activationGuard, bundleName, bundleUrl, digestOf, sdkVersions } = await load(
    code,
    'workers/workflow-code',
  );
  await mkdir(bundleUrl(''), { recursive: true });
  const paths = new Set();
  for (const contents of BUNDLES) {
    await writeFile(bundleUrl(bundleName(contents)), await bundleOf(code, contents, activationGuard(), paths));
  }
  await writeFile(bundleUrl('LICENSES.txt'), await licensesOf(paths));

  const own = [...paths].filter((path) => path.startsWith(code.folder) && !path.includes(`${sep}node_modules${sep}`));
  const modules = own.map((path) => relative(code.folder, path).replaceAll(sep, '/')).sort();
  const manifest = { sdk: sdkVersions(), modules, digest: await digestOf(modules) };
  // Written last: a worker does not use bundles without it.
  await writeFile(bundleUrl('manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** Imports a module of the package. */
export async function load({ folder, extension }, module) {
  return await import(pathToFileURL(`${folder}${module}.${extension}`).href);
}

/** Returns a bundle. @param paths receives the paths of its modules */
async function bundleOf(from, { encrypted, traced }, guard, paths) {
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { codecKey, encryptedDataConverter } = await load(from, 'codec/index');
  const { TracePlugin } = await load(from, 'telemetry/index');
  const { failureConverterPath } = encryptedDataConverter([codecKey('any', Buffer.alloc(32))]);
  const { code } = await bundleWorkflowCode({
    workflowsPath: `${from.folder}workflows/index.${from.extension}`,
    workflowInterceptorModules: [guard],
    ...(encrypted && { failureConverterPath }),
    plugins: traced ? [new TracePlugin()] : [],
    logger: new DefaultLogger('ERROR'),
    webpackConfigHook: (config) => shipped(config, paths),
  });
  return withoutNames(code);
}

/** Returns the licenses of the libraries in the bundles, which ask for a copy beside their code. */
async function licensesOf(paths) {
  const packages = new Set(
    [...paths].flatMap((path) => /.*[\\/]node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+/.exec(path)?.[0] ?? []),
  );
  const texts = [...packages].sort().map(async (directory) => {
    const { name, version } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'));
    const file = (await readdir(directory)).find((each) => /^licen[cs]e/i.test(each));
    if (file === undefined) throw new Error(`${name} is in the workflow bundles, and has no license.`);
    return `${name} ${version}\n\n${await readFile(join(directory, file), 'utf8')}`;
  });
  return (await Promise.all(texts)).join('\n---\n\n');
}

/**
 * Empties the names in the source map. They are those of the called functions, which the SDK would show as the names of
 * the callers.
 */
function withoutNames(code) {
  const start = code.lastIndexOf(',') + 1;
  const map = JSON.parse(Buffer.from(code.slice(start), 'base64').toString());
  const renamed = { ...map, names: map.names.map(() => '') };
  return code.slice(0, start) + Buffer.from(JSON.stringify(renamed)).toString('base64');
}

/**
 * Changes the SDK's configuration of webpack for a file that is shipped. It removes whitespace, most comments and the
 * names of local variables. It does not transform the code, which therefore does the same in the same order as the code
 * of a bundle from the start of a worker. Functions and classes keep their names.
 *
 * @param paths receives the paths of the modules in the bundle
 */
function shipped(config, paths) {
  // Node prints the line of an error in the log.
  const format = { comments: 'some', max_line_len: 120 };
  const terserOptions = { compress: false, keep_fnames: true, keep_classnames: true, format };
  return {
    ...config,
    // Names modules independently of the current directory.
    context: root,
    // The SDK takes the source map from the bundle. Stack traces need its positions, and no sources.
    devtool: 'inline-nosources-source-map',
    output: {
      ...config.output,
      devtoolModuleFilenameTemplate: ({ absoluteResourcePath }) => shown(absoluteResourcePath),
    },
    optimization: {
      ...config.optimization,
      minimize: true,
      minimizer: [new MinimizerPlugin({ terserOptions, extractComments: false, parallel: false })],
    },
    plugins: [...(config.plugins ?? []), { apply: (compiler) => listModules(compiler, paths) }],
  };
}

/** Returns a path for stack traces, without the folders of the build. Tools recognize libraries by `node_modules`. */
function shown(path) {
  const [inDependency] = /[\\/]node_modules[\\/](?!.*[\\/]node_modules[\\/]).*/.exec(path) ?? [];
  return (inDependency?.slice(1) ?? `temporal-ecticket/${relative(root, path)}`).replaceAll(sep, '/');
}

function listModules(compiler, paths) {
  compiler.hooks.done.tap('listModules', ({ compilation }) => {
    for (const { resource } of compilation.modules) if (resource) paths.add(resource);
  });
}
