import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { exitStatusOf } from '../../../cli/exit-status.js';
import { reportError } from '../../../cli/report-error.js';
import { OrderNotFoundError, OutcomeUnknownError } from '../../../client/index.js';
import { UnknownCodecKeyError } from '../../../codec/index.js';

/** Codes that never reach the user: mistakes in settings are reported as such, others only answer callbacks. */
const NEVER_REPORTED = [
  ...['INVALID_KEY_PAIR', 'INVALID_MERCHANTS', 'INVALID_BASE_URL', 'INVALID_CODEC_KEYS'],
  ...['MERCHANT_LOOKUP_FAILED', 'UNENCODABLE_VALUE'],
  // Of a caller's code.
  'INVALID_OPTIONS',
  // The command reports its cause, the error of the codec.
  'PAYLOAD_UNREADABLE',
];

/** Returns the codes of the errors that the files of these directories define. */
function codesIn(...directories: string[]): string[] {
  const files = directories.flatMap((directory) =>
    readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(directory, file)),
  );
  return files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/readonly code = '(\w+)'/g)].map(([, code = '']) => code),
  );
}

function report(error: unknown, options: { json?: boolean; debug?: boolean } = {}) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const io = { env: {}, stdin: new PassThrough(), stdout, stderr };
  const status = reportError(error, { json: false, debug: false, ...options }, io);
  return { status, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
}

test('every error of the client, the codec and the protocol has an exit status', () => {
  const codes = codesIn('client', 'codec', 'ecticket', 'cli').filter((code) => !NEVER_REPORTED.includes(code));
  expect(codes.length).toBeGreaterThan(25);
  expect(codes.filter((code) => exitStatusOf(code) === undefined)).toEqual([]);
});

describe('a known error', () => {
  const error = new OrderNotFoundError('ecticket/3085676/CX1');

  test('is reported with its message and without a stack', () => {
    expect(report(error)).toEqual({ status: 3, out: '', err: `${error.message}\n` });
  });

  test('is reported as JSON with its further fields', () => {
    const { status, out, err } = report(error, { json: true });
    expect({ status, err }).toEqual({ status: 3, err: '' });
    expect(JSON.parse(out)).toEqual({
      error: { code: 'ORDER_NOT_FOUND', message: error.message, workflowId: 'ecticket/3085676/CX1' },
    });
  });

  test('is reported with its stack with --debug', () => {
    expect(report(error, { debug: true }).err).toMatch(/^ +at /m);
  });

  test('is found as the cause of an error of the SDK', () => {
    const wrapped = new Error('decoding failed', { cause: new UnknownCodecKeyError('k1') });
    const { status, err } = report(wrapped);
    expect(status).toBe(2);
    expect(err).toContain('No codec key has the id "k1"');
  });
});

test('an unknown outcome is reported with the command to run next', () => {
  const id = 'ecticket/3085676/CX1';
  const { status, err } = report(new OutcomeUnknownError(id, 'pos-7', 'answerLost'));
  expect(status).toBe(5);
  expect(err).toContain('run the same command with: --update-id pos-7\n');
  expect(report(new OutcomeUnknownError(id, 'pos-7', 'workflowEnded')).err).toContain(`ecticket order adopt ${id}\n`);
});

test('encrypted orders without a codec key are reported as such', () => {
  const { status, err } = report(new Error('Unknown encoding: binary/encrypted'));
  expect(status).toBe(2);
  expect(err).toContain('ECTICKET_CODEC_KEYS is not set');
});

test('any other error is a bug and is reported with its stack', () => {
  const { status, err } = report(new TypeError('undefined is not a function'));
  expect(status).toBe(1);
  expect(err).toMatch(/undefined is not a function\n.*TypeError/);
  expect(err).toMatch(/^ +at /m);
  expect(JSON.parse(report('thrown text', { json: true }).out)).toEqual({
    error: { code: 'UNEXPECTED', message: 'thrown text' },
  });
});
