import { describe, expect, test } from '@jest/globals';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { EXIT, EXIT_MEANINGS } from '../../../cli/exit-status.js';
import { allCommands, allLeaves, idleProgram, messageOf } from '../../support/cli-commands.js';
import { ecticket } from '../../support/run-cli.js';

async function helpOf(path: string): Promise<string> {
  const { status, out } = await ecticket([...path.split(' '), '--help']);
  expect(status).toBe(0);
  return out;
}

function examplesIn(help: string): string[] {
  return [...help.matchAll(/^ {2}\$ ecticket (.*)$/gm)].map(([, line = '']) => line);
}

/** Parses the line as a command. Rejects with commander's error. */
async function parse(line: string): Promise<CommandUnknownOpts> {
  const program = idleProgram();
  return await program.parseAsync(messageOf(line), { from: 'user' });
}

describe('every command', () => {
  test('is listed', () => {
    expect(allLeaves().map(({ path }) => path)).toEqual([
      ...['setup', 'doctor', 'views', 'keys new'],
      ...['place', 'show', 'list', 'watch', 'pay'].map((name) => `order ${name}`),
      ...['redeem', 'cancel-redemption', 'refund', 'cancel-refund'].map((name) => `order ${name}`),
      ...['resubmit', 'abandon', 'cancel', 'adopt'].map((name) => `order ${name}`),
      'ticket redeem',
      ...['payment list-unmatched', 'payment resolve', 'events resend', 'rebuild', 'forget'],
      ...['item show', 'print-data', 'escrow-days', 'report orders', 'report tickets'],
      ...['trigger use-status', 'trigger refund', 'trigger payment'],
    ]);
  });

  test.each(allCommands().map(({ path }) => path))('%s has help with valid examples', async (path) => {
    const examples = examplesIn(await helpOf(path));
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples.filter((line) => !line.endsWith('--help'))) {
      expect(example.startsWith(path)).toBe(true);
      await parse(example);
    }
  });

  test.each(allLeaves().map(({ path }) => path))('%s accepts --json and --debug', async (path) => {
    const help = await helpOf(path);
    expect(help).toMatch(/^ {2}--json /m);
    expect(help).toMatch(/^ {2}--debug /m);
  });
});

test('the help lists every exit status', async () => {
  const help = await ecticket(['--help']);
  expect(help.status).toBe(0);
  for (const name of Object.keys(EXIT) as (keyof typeof EXIT)[]) {
    expect(help.out).toContain(`  ${String(EXIT[name]).padEnd(5)}${EXIT_MEANINGS[name]}`);
  }
});

test.each([['help'], ['help order'], ['order help'], ['order help redeem']])('%s prints help', async (line) => {
  const { status, out, err } = await ecticket(line.split(' '));
  expect({ status, err }).toEqual({ status: EXIT.ok, err: '' });
  expect(out).toContain(line.includes('redeem') ? '--count <n>' : 'Commands:');
});

describe('an invalid command line', () => {
  test.each([
    [['order', 'shwo', 'X'], "unknown command 'shwo'", 'Did you mean show?'],
    [['frobnicate'], "unknown command 'frobnicate'", 'See: ecticket --help'],
    [['order', 'show'], "missing required argument 'order'"],
    [['order', 'show', 'X', 'Y'], 'too many arguments'],
    [['order', 'list', '--limt', '3'], "unknown option '--limt'", 'Did you mean --limit?'],
    [['order', 'list', '--limit', '0'], 'Give a whole number above 0.'],
    [['order', 'list', '--limit', '1e3'], 'Give a whole number above 0.'],
    [['order', 'list', '--status', 'lost'], 'Allowed choices are awaitingPayment'],
    [['order', 'place', 'x.json', '--amount', '-5'], 'Give whole NT$'],
    [['order', 'place', 'x.json', '--amount', '99999999999999999999'], 'Give whole NT$'],
    [['order', 'abandon', 'X'], "required option '--why <text>' not specified"],
    [['order', 'redeem', 'X', '--count', '1', '--update-id', ''], 'Give 1 to 200 visible characters'],
    [['order', 'abandon', 'X', '--why', 'x', '--update-id', 'x'.repeat(201)], 'Give 1 to 200 visible characters'],
    [['order', 'adopt', 'X', '--platform', '../x'], 'A MerchantID has 1 to 10 letters and digits.'],
    [['trigger', 'refund', 'X', '--tickets', 'T1,,T2'], 'Give ticket numbers separated by commas'],
    [['trigger', 'use-status', 'X', '--fee', '3'], "unknown option '--fee'"],
    [['trigger', 'payment', 'X', '--amount', '0'], 'Give a whole number above 0.'],
    [['report', 'orders', '--from', '20260230', '--to', '20260301'], 'Give a day in Asia/Taipei as yyyymmdd'],
  ])('%j prints the mistake and nothing else', async (args, ...texts) => {
    const { status, out, err } = await ecticket(args);
    expect({ status, out }).toEqual({ status: EXIT.usage, out: '' });
    for (const each of texts) expect(err).toContain(each);
    expect(err).not.toMatch(/^ +at /m);
  });

  test('is reported as JSON with --json, wherever that option is', async () => {
    const { status, out, json } = await ecticket(['order', '--json', 'list', '--limit', 'x']);
    expect(status).toBe(EXIT.usage);
    expect(out).not.toBe('');
    expect(json()).toEqual({ error: { code: 'USAGE', message: expect.any(String) } });
  });

  test.each([[[]], [['order']], [['report']]])('%j without a command prints help and fails', async (args) => {
    const { status, out, err } = await ecticket(args);
    expect({ status, out }).toEqual({ status: EXIT.usage, out: '' });
    expect(err).toContain('Usage: ecticket');
  });
});

test('--version prints the version of the package', async () => {
  const { out } = await ecticket(['--version']);
  expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
});
