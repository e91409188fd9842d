import TestSequencer from '@jest/test-sequencer';

/** Test files that take minutes. Begun last, they would run alone at the end. */
const LONGEST = ['test/integration/chaos.test.ts'];

/** Starts the longest test files first, and the others as Jest does: by their last duration, or by their size. */
export default class LongestFirst extends TestSequencer {
  async sort(tests) {
    const isLongest = ({ path }) => LONGEST.some((name) => path.endsWith(name));
    const sorted = await super.sort(tests);
    return [...sorted.filter(isLongest), ...sorted.filter((test) => !isLongest(test))];
  }
}
