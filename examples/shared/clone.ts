/** Only for the clone of this package: a project that has installed it needs none of this. */
import { fileURLToPath } from 'node:url';
import type { BundleOptions } from '@temporalio/worker';

/**
 * Options of the bundler, so that the package's name in workflows means the sources of the clone. They need no build.
 * Everything else finds them by tsconfig.json, which the bundler does not read.
 */
export const CLONE_BUNDLER: Pick<BundleOptions, 'webpackConfigHook'> = {
  webpackConfigHook: (config) => ({
    ...config,
    resolve: {
      ...config.resolve,
      alias: Object.assign({}, config.resolve?.alias, {
        'temporal-ecticket/workflows$': fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
      }),
    },
  }),
};
