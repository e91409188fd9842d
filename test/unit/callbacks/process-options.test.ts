import { describe, expect, test } from '@jest/globals';
import { readProcessOptions } from '../../../callbacks/process-options.js';

describe('where the receiver listens', () => {
  test('is port 4610 of this machine when nothing is said', () => {
    expect(readProcessOptions([])).toEqual({ port: 4610, host: '127.0.0.1' });
  });

  test('can be said', () => {
    expect(readProcessOptions(['--port', '8080', '--host', '0.0.0.0'])).toEqual({ port: 8080, host: '0.0.0.0' });
  });

  test.each([
    ['--port', 'x'],
    ['--port', '65536'],
    ['--port', '-1'],
    ['--port', ''],
    ['--host', ''],
    ['--prot', '1'],
    ['80'],
  ])('cannot be said by %s %s', (...argv) => {
    expect(() => readProcessOptions(argv)).toThrow(/--port|--host|--prot|80/);
  });
});
