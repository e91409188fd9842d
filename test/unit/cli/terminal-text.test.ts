/** Text from ECPay, Temporal or a notification must not control the terminal of an operator. */
import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { CommandContext } from '../../../cli/command-context.js';
import { reportError } from '../../../cli/report-error.js';
import { ecticket } from '../../support/run-cli.js';

/** Clears the screen, sets the window's title, moves the cursor, rewrites the line, reverses the reading direction. */
const ATTACKS = '\u001B[2J\u001B]0;owned\u0007\u009B1;1Hx\r\u0008\u007F\u202Eabc\u2066';
const SHOWN = '[2J]0;owned1;1Hxabc';

function streams() {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const read = (stream: PassThrough) => String(stream.read() ?? '');
  return {
    io: { env: {}, stdin: new PassThrough(), stdout, stderr },
    out: () => read(stdout),
    err: () => read(stderr),
  };
}

test('a command prints no control characters of the texts that it shows', () => {
  const { io, out, err } = streams();
  const context = new CommandContext(io, {});
  context.print({}, () => `first ${ATTACKS}\nsecond\tcolumn`);
  context.printNote(ATTACKS);
  expect(out()).toBe(`first ${SHOWN}\nsecond\tcolumn\n`);
  expect(err()).toBe(`${SHOWN}\n`);
});

test('an error report prints none either', () => {
  const { io, err } = streams();
  reportError(Object.assign(new Error(ATTACKS), { code: 'ORDER_NOT_FOUND' }), { json: false, debug: false }, io);
  expect(err()).toBe(`${SHOWN}\n`);
});

test('a usage error does not repeat the control characters of an argument', async () => {
  const { err } = await ecticket(['order', 'show', `${ATTACKS}/${ATTACKS}`]);
  expect(err).toContain('owned');
  expect(err.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202E\u2066]/u);
});

test('JSON keeps every character, written so that it cannot control a terminal', () => {
  const { io, out } = streams();
  new CommandContext(io, { json: true }).print({ text: ATTACKS }, () => '');
  const printed = out();
  expect(JSON.parse(printed)).toEqual({ text: ATTACKS });
  expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202E\u2066]/u);
});
