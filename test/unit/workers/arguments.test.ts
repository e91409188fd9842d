import { expect, test } from '@jest/globals';
import { readArguments } from '../../../workers/arguments.js';

test.each([
  [[], 4630],
  [['--port', '0'], 0],
  [['--port=65535'], 65_535],
])('%j', (args, port) => {
  expect(readArguments(args)).toEqual({ port });
});

test.each([[['--port', '65536']], [['--port', 'x']], [['--port', '']], [['--port']], [['--prt', '1']], [['1']]])(
  'cannot be read: %j',
  (args) => {
    expect(() => readArguments(args)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  },
);
