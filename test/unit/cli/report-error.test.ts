import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { exitStatusOf } from '../../../cli/exit-status.js';
import { reportError } from '../../../cli/report-error.js';
import { OrderNotFoundError, OutcomeUnknownError } from '../../../client/index.js';
import { UnknownCodecKeyError } from '../../../codec/index.js';

/** What never reaches a person as it is: read from settings, and told as theirs; or an answer to a callback. */
const NEVER_SEEN = [
  ...['INVALID_KEY_PAIR', 'INVALID_MERCHANTS', 'INVALID_BASE_URL', 'INVALID_CODEC_KEYS'],
  ...['MERCHANT_LOOKUP_FAILED', 'UNENCODABLE_VALUE'],
  // Its cause, the codec's own error, is what is told.
  'PAYLOAD_UNREADABLE',
];

/** The codes of the errors that these rooms define. */
function codesIn(...directories: string[]): string[] {
  const files = directories.flatMap((directory) => readdirSync(directory).map((file) => join(directory, file)));
  return files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/readonly code = '(\w+)'/g)].map(([, code = '']) => code),
  );
}

function told(error: unknown, manner: { json?: boolean; debug?: boolean } = {}) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const io = { env: {}, stdin: new PassThrough(), stdout, stderr };
  const status = reportError(error, { json: false, debug: false, ...manner }, io);
  return { status, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
}

test('every error of the client, the codec and the protocol has an exit status', () => {
  const codes = codesIn('client/errors', 'codec/errors', 'ecticket/errors', 'cli/errors').filter(
    (code) => !NEVER_SEEN.includes(code),
  );
  expect(codes.length).toBeGreaterThan(25);
  expect(codes.filter((code) => exitStatusOf(code) === undefined)).toEqual([]);
});

describe('an error of ours', () => {
  const error = new OrderNotFoundError('ecticket/3085676/CX1');

  test('is told in its own words, without a stack', () => {
    expect(told(error)).toEqual({ status: 3, out: '', err: `${error.message}\n` });
  });

  test('is told as JSON, with what else it holds', () => {
    const { status, out, err } = told(error, { json: true });
    expect({ status, err }).toEqual({ status: 3, err: '' });
    expect(JSON.parse(out)).toEqual({
      error: { code: 'ORDER_NOT_FOUND', message: error.message, workflowId: 'ecticket/3085676/CX1' },
    });
  });

  test('shows its stack with --debug', () => {
    expect(told(error, { debug: true }).err).toMatch(/^ +at /m);
  });

  test('is found behind the SDK’s own', () => {
    const wrapped = new Error('decoding failed', { cause: new UnknownCodecKeyError('k1') });
    const { status, err } = told(wrapped);
    expect(status).toBe(2);
    expect(err).toContain('No codec key has the id "k1"');
  });
});

test('an outcome that is not known is told with what to type next', () => {
  const id = 'ecticket/3085676/CX1';
  const { status, err } = told(new OutcomeUnknownError(id, 'till-7', 'answerLost'));
  expect(status).toBe(5);
  expect(err).toContain('the same command with: --update-id till-7\n');
  expect(told(new OutcomeUnknownError(id, 'till-7', 'workflowEnded')).err).toContain(`ecticket order adopt ${id}\n`);
});

test('what Temporal holds encrypted, met without a key, is said to be that', () => {
  const { status, err } = told(new Error('Unknown encoding: binary/encrypted'));
  expect(status).toBe(2);
  expect(err).toContain('ECTICKET_CODEC_KEYS is not set');
});

test('any other error is a fault of this program, and told with its stack', () => {
  const { status, err } = told(new TypeError('undefined is not a function'));
  expect(status).toBe(1);
  expect(err).toMatch(/undefined is not a function\n.*TypeError/);
  expect(err).toMatch(/^ +at /m);
  expect(JSON.parse(told('thrown text', { json: true }).out)).toEqual({
    error: { code: 'UNEXPECTED', message: 'thrown text' },
  });
});
