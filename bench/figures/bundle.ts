import { rounded } from '../measure/rounds.js';
import { buildPackage } from '../../scripts/build-package.js';
import { bundleBytes, bundleOf, EMPTY, largestPrebuiltBundle } from '../measure/workflow-bundles.js';
import type { Figure } from './figure.js';

const GOAL = 1.05;

/** The size of the largest prebuilt workflow bundle, over the bundle that the SDK makes of an empty workflow. */
export const bundle: Figure = {
  title: 'size of the prebuilt workflow bundle over that of an empty workflow',
  measure: async ({ report }) => {
    report('building the package');
    await buildPackage();
    report('bundling an empty workflow');
    const [empty, product] = [bundleBytes(await bundleOf(EMPTY)), bundleBytes(await largestPrebuiltBundle())];
    const [ratio, codeRatio] = [product.all / empty.all, product.code / empty.code];
    return {
      json: { ratio: rounded(ratio), bytes: product.all, emptyBytes: empty.all, codeRatio: rounded(codeRatio) },
      rows: [
        { what: 'ratio', value: ratio.toFixed(3), goal: `<= ${GOAL}`, met: ratio <= GOAL },
        { what: 'size', value: `${kib(product.all)} over ${kib(empty.all)}` },
        { what: 'without source maps', value: `${codeRatio.toFixed(3)}: ${kib(product.code)} over ${kib(empty.code)}` },
      ],
    };
  },
};

function kib(bytes: number): string {
  return `${Math.round(bytes / 1024).toLocaleString('en')} KiB`;
}
