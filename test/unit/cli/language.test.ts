/** The language of the command line: ECTICKET_LANG. */
import { describe, expect, test } from '@jest/globals';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { viewsAt } from '../../../cli/actions/views.js';
import { EXIT, EXIT_MEANINGS } from '../../../cli/exit-status.js';
import { FURTHER_HELP } from '../../../cli/program.js';
import { EN, TEXTS } from '../../../cli/texts/index.js';
import { HELP_IN_CHINESE } from '../../../cli/texts/zh-tw-help.js';
import { ORDER_STATUSES } from '../../../client/order-status.js';
import { attentionFor } from '../../../workflows/state/attention.js';
import { allCommands, idleProgram } from '../../support/cli-commands.js';
import { ecticket } from '../../support/run-cli.js';

const CHINESE = { ECTICKET_LANG: 'zh-TW' };
const ZH_TW = TEXTS['zh-TW'];
const hasChinese = (text: string) => /\p{Script=Han}/u.test(text);

/** Every attention reason. The compiler demands each. */
const REASONS = Object.keys({
  issueRefused: true,
  invalidOrder: true,
  issueDelayed: true,
  issuanceFailed: true,
  issuanceOverdue: true,
  recordUnreadable: true,
  configuration: true,
  numberTaken: true,
  amountMismatch: true,
  paymentMethod: true,
  paymentNotFound: true,
  paymentUnconfirmed: true,
  paidTooLate: true,
  error: true,
} satisfies Record<Parameters<typeof attentionFor>[0], true>) as Parameters<typeof attentionFor>[0][];

describe('in Traditional Chinese', () => {
  test.each(REASONS)('the reason %s is explained, with what was tried and how often it was resubmitted', (reason) => {
    const attention = attentionFor(reason, '2026-11-22T07:30:00Z', {}, 2);
    const { explanation, tried } = ZH_TW.attention(attention, 2);
    expect(hasChinese(explanation)).toBe(true);
    expect(tried).toContain('此前已重送 2 次');
    expect(`${explanation}${tried}`).not.toMatch(/[a-z]+ [a-z]+ [a-z]+/);
    expect(EN.attention(attention, 2)).toEqual({ explanation: attention.explanation, tried: attention.tried });
  });

  test('the explanation of an unknown reason, from a newer worker, stays as the workflow recorded it', () => {
    const attention = { ...attentionFor('error', '2026-11-22T07:30:00Z', {}, 0), explanation: 'New.', tried: 'All.' };
    const newer = { ...attention, reason: 'newer' as 'error' };
    expect(ZH_TW.attention(newer, 0)).toEqual({ explanation: 'New.', tried: 'All.' });
  });

  test('every status has a name of its own', () => {
    const names = ORDER_STATUSES.map((status) => ZH_TW.status[status as keyof typeof ZH_TW.status]);
    expect(names.filter((name) => !hasChinese(name))).toEqual([]);
    expect(new Set(names).size).toBe(ORDER_STATUSES.length);
  });

  test('no text is left in English', () => {
    const isEnglish = (text: string) => /[a-z]{2,} [a-z]{2,}/.test(text) && !hasChinese(text);
    // A function is English if its strings are. What it inserts is a number, a name or another text.
    const stringsOf = (source: string) => [...source.matchAll(/`[^`]*`|'[^'\n]*'|"[^"\n]*"/g)].join(' ');
    const englishLeft = (texts: object): string[] =>
      Object.entries(texts).flatMap(([key, text]: [string, unknown]) => {
        if (typeof text === 'object' && text !== null) return englishLeft(text);
        return isEnglish(typeof text === 'function' ? stringsOf(String(text)) : String(text)) ? [key] : [];
      });
    expect(englishLeft(ZH_TW)).toEqual([]);
    expect(englishLeft(EN)).toEqual(expect.arrayContaining(['ecpayPending', 'noAnswer', 'cannotDelete', 'progress']));
  });

  test('every view has a title', () => {
    expect(viewsAt(0).filter(({ name }) => !hasChinese(ZH_TW.views.title(name)))).toEqual([]);
  });

  test('a command prints its outcome in Chinese, and the value that it generates as it is', async () => {
    const { status, out, err } = await ecticket(['keys', 'new', '--id', '2026-12'], { env: CHINESE });
    expect(status).toBe(EXIT.ok);
    expect(out).toMatch(/^2026-12:[\w+/]{43}=\n$/);
    expect(err).toMatch(/^請將金鑰與其他密鑰一起保存。/);
    expect(err).not.toMatch(/[a-z]{2,} [a-z]{2,}/);
  });

  test('the help of every command, option and argument is translated, and no translation is left over', () => {
    const described = (command: CommandUnknownOpts) => [
      command.description(),
      ...[...command.options, ...command.registeredArguments].map(({ description }) => description),
    ];
    const headings = ['Usage:', 'Options:', 'Arguments:', 'Commands:', 'Exit status:', 'Example:', 'Examples:'];
    const program = idleProgram();
    const completion = program.commands.filter((command) => command.name() === 'completion');
    const commands = [program, ...completion, ...allCommands().map(({ command }) => command)];
    const texts = [
      ...commands.flatMap(described),
      ...Object.values(EXIT_MEANINGS),
      ...FURTHER_HELP,
      ...headings,
      'display help for command',
    ];
    expect(texts.filter((text) => !hasChinese(HELP_IN_CHINESE[text] ?? ''))).toEqual([]);
    expect(Object.keys(HELP_IN_CHINESE).filter((text) => !texts.includes(text))).toEqual([]);
  });

  test('--help is Chinese, and names commands and options as they are', async () => {
    const { status, out } = await ecticket(['order', 'abandon', '--help'], { env: CHINESE });
    expect(status).toBe(EXIT.ok);
    expect(out).toContain('用法： ecticket order abandon [options] <order>');
    expect(out).toMatch(/--why <text> +原因/);
    expect(out).toContain('範例：\n  $ ecticket order abandon');
  });

  test('the list of commands is Chinese to its end', async () => {
    const { out } = await ecticket(['--help'], { env: CHINESE });
    const commands = /^指令：\n(.*?)\n\n/ms.exec(out)?.[1]?.split('\n') ?? [];
    expect(commands.length).toBeGreaterThan(10);
    expect(commands.filter((line) => !hasChinese(line))).toEqual([]);
  });

  test('doctor explains a mistake, and its JSON stays English', async () => {
    const env = { ...CHINESE, TEMPORAL_ADDRESS: '127.0.0.1:1', ECTICKET_BASE_URL: 'http://127.0.0.1:1' };
    const { status, out } = await ecticket(['doctor'], { env });
    expect(status).toBe(EXIT.failed);
    expect(out).toMatch(/^正常 {5}設定 {14}sandbox；/m);
    expect(out).toMatch(/^略過 {5}Worker {12}必須先通過「Temporal」檢查$/m);
    const english = await ecticket(['doctor', '--json'], { env: { ...env, ECTICKET_LANG: 'en' } });
    expect((await ecticket(['doctor', '--json'], { env })).json()).toEqual(english.json());
  });
});

describe('ECTICKET_LANG', () => {
  test.each([['zh'], ['zh-tw'], ['中文']])('%s is refused, with the values that it can have', async (value) => {
    const { status, out, err } = await ecticket(['keys', 'new'], { env: { ECTICKET_LANG: value } });
    expect({ status, out }).toEqual({ status: EXIT.usage, out: '' });
    expect(err).toContain('ECTICKET_LANG is not one of en, zh-TW. Write en or zh-TW');
  });

  test('that is refused does not hide the help', async () => {
    expect(await ecticket(['--help'], { env: { ECTICKET_LANG: 'xx' } })).toMatchObject({
      status: EXIT.ok,
      out: expect.stringContaining('Usage: ecticket'),
    });
  });
});
