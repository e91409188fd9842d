import { describe, expect, test } from '@jest/globals';
import { readListenOptions } from '../../../settings/listen-options.js';

describe('listen options', () => {
  test.each([
    [[], { port: 4610, host: '127.0.0.1' }],
    [['--port', '0'], { port: 0, host: '127.0.0.1' }],
    [['--port=65535', '--host', '0.0.0.0'], { port: 65_535, host: '0.0.0.0' }],
  ])('%j is valid', (args, listens) => {
    expect(readListenOptions(args, 4610)).toEqual(listens);
  });

  test.each([
    [['--port', '65536'], '--port'],
    [['--port', 'x'], '--port'],
    [['--port', '-1'], '--port'],
    [['--port', ''], '--port'],
    [['--port'], '--port'],
    [['--host', ''], '--host'],
    [['--prt', '1'], '--prt'],
    [['80'], '80'],
  ])('%j is rejected, and the error names the option', (args, word) => {
    const message = expect.stringContaining(word) as unknown;
    expect(() => readListenOptions(args, 4610)).toThrow(expect.objectContaining({ code: 'USAGE', message }));
  });

  test.each([[['--prt', '1']], [['80']], [['--port']]])('%j is rejected in whole sentences', (args) => {
    expect(() => readListenOptions(args, 4610)).toThrow(/[^.]\. The options are --port P and --host H\.$/);
  });
});
