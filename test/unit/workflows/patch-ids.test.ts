/** The ids of the changes behind `patched`, as the test of recorded histories finds them in the sources. */
import { expect, test } from '@jest/globals';
import { patchIdsIn } from '../../support/workflow-sources.js';

test('a string, a constant, a call of the namespace and a deprecated change', () => {
  const source = `
    const LATER: string = 'later-change';
    // patched('only-in-a-comment')
    if (patched('first-change') && workflow.patched(LATER)) deprecatePatch('removed-change');
    unrelated('other-text');
  `;
  expect(patchIdsIn('steps/a.ts', source)).toEqual(['first-change', 'later-change', 'removed-change']);
});

test.each(['patched(`change-of-${name}`)', "patched(isNew ? 'one' : 'other')", 'patched(IMPORTED)'])(
  'an id that the test cannot read fails it: %s',
  (call) => {
    expect(() => patchIdsIn('steps/a.ts', call)).toThrow(
      'steps/a.ts: write the id of patched as a string or as a constant of this file.',
    );
  },
);
