import { describe, expect, test } from '@jest/globals';
import { readTemporalOptions } from '../../../scripts/temporal-options.js';

describe('the options of npm run temporal', () => {
  test("default to Temporal's own ports", () => {
    expect(readTemporalOptions([])).toEqual({ port: 7233, uiPort: 8233 });
  });

  test('place the Web UI a thousand ports above the server', () => {
    expect(readTemporalOptions(['--port', '7000'])).toEqual({ port: 7000, uiPort: 8000 });
  });

  test('are each used as given', () => {
    const codec = ['--ui-codec-endpoint', 'http://127.0.0.1:4620'];
    const options = readTemporalOptions(['--port=7000', '--ui-port', '9000', '--db', 'orders.db', ...codec]);
    expect(options).toEqual({ port: 7000, uiPort: 9000, db: 'orders.db', uiCodecEndpoint: 'http://127.0.0.1:4620' });
  });

  test('ask for help', () => {
    expect(readTemporalOptions(['--help'])).toBe('help');
  });

  test.each([
    [['--port', 'http'], '--port: "http" is not a port. Give a number from 1 to 65535.'],
    [['--port', '0'], '--port: "0" is not a port.'],
    [['--port', '7233.5'], '--port: "7233.5" is not a port.'],
    [['--port='], '--port: "" is not a port.'],
    [['--ui-port', '70000'], '--ui-port: "70000" is not a port.'],
    [['--port', '65000'], 'The Web UI cannot listen on 66000. Choose another port with --ui-port.'],
    [['--port', '7000', '--ui-port', '7000'], 'The Web UI cannot listen on 7000.'],
    [['--db', ''], '--db is empty. Give the path of a file.'],
    [
      ['--ui-codec-endpoint', '127.0.0.1:4620'],
      '--ui-codec-endpoint: "127.0.0.1:4620" is not an http or https address.',
    ],
    [['--prot', '7000'], "Unknown option '--prot'"],
    [['7000'], "Unexpected argument '7000'"],
  ])('%j is rejected', (argv, text) => {
    expect(() => readTemporalOptions(argv)).toThrow(text);
  });
});
