/** The linter of the project's prose: what it finds, and on which line. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'ecticket-prose-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

interface Linted {
  readonly status: number | null;
  /** Each as `line found => replacement`. */
  readonly findings: readonly string[];
}

/** Lints a file with these lines. */
function lint(name: string, ...lines: string[]): Linted {
  const file = join(directory, name);
  writeFileSync(file, lines.join('\n'));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/prose/lint.mjs', file], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const findings = stdout.split('\n').filter((line) => line.startsWith(`${file}:`));
  return { status, findings: findings.map((line) => line.slice(file.length + 1)) };
}

describe('the prose linter', () => {
  test('passes plain text', () => {
    const text = 'The worker retries. One workflow per order. It takes up to five minutes, and it still runs.';
    expect(lint('plain.md', '# Title', '', text)).toEqual({ status: 0, findings: [] });
  });

  test('reports words in paragraphs, lists, tables, links and emphasis of Markdown, with the replacement', () => {
    const { status, findings } = lint(
      'words.md',
      'One workflow a ticket order.',
      '',
      '- **A person** decides',
      '',
      '| failure | fix |',
      '| --- | --- |',
      '| [sealed](x.md) Data | mend it |',
    );
    expect(status).toBe(1);
    expect(findings).toEqual([
      '1 workflow a ticket order => workflow per ticket order',
      '3 A person => an operator',
      '7 sealed => encrypt',
      '7 mend => fix',
    ]);
  });

  test('leaves code in Markdown alone', () => {
    const lines = ['The field `mend`.', '', '```ts', 'const till = mend(sealed);', '```'];
    expect(lint('code.md', ...lines).findings).toEqual([]);
  });

  test('reports words in comments and strings of TypeScript, but not in code within them', () => {
    const { findings } = lint(
      'code.ts',
      '/**',
      ' * Waits till the tickets are there.',
      ' * `nudge` is a name.',
      ' */',
      'export function wait(orders: number): string {',
      '  // The order fails for good.',
      '  const pattern = /mend it/;',
      '  return pattern.test("mend") ? "mend it" : `${orders} orders wait for a person`;',
      '}',
    );
    expect(findings).toEqual([
      '2 till => until',
      '6 for good => permanently',
      '8 mend => fix',
      '8 a person => an operator',
    ]);
  });

  test('reports we, our and us in Markdown, comments and strings', () => {
    expect(lint('who.md', 'We issue the order for our merchant.').findings).toEqual([
      '1 We => this package',
      '1 our => this package',
    ]);
    const code = [
      '// A callback reaches us.',
      "throw new Error('we failed');",
      "// In en-US, 'USD' names the currency.",
    ];
    expect(lint('who.ts', ...code).findings).toEqual(['1 us => this package', '2 we => this package']);
  });

  test('reports words in the names that a file declares, and leaves the names that it uses alone', () => {
    const { status, findings } = lint(
      'names.ts',
      "import { nudge } from 'a-library';",
      'export class TicketDesk {',
      '  readonly #orderBook = nudge();',
      '  tellMerchant(isSealed: boolean): void {',
      '    const { words: SHOP_NAME } = this.options;',
      '    this.nudge(isSealed, SHOP_NAME);',
      '  }',
      '}',
      'interface Options {',
      '  readonly productNo: string;',
      '}',
    );
    expect(status).toBe(1);
    expect(findings).toEqual([
      '2 desk (in TicketDesk) => ticket action',
      '3 book (in #orderBook) => order record',
      '4 tell (in tellMerchant) => event',
      '4 sealed (in isSealed) => encrypt or sign',
      '5 shop (in SHOP_NAME) => merchant',
      '10 product (in productNo) => item',
    ]);
  });

  test('reports words in the name of a file', () => {
    expect(lint('refund-desk.ts', '').findings).toEqual(['1 desk (in refund-desk.ts) => ticket action']);
    expect(lint('look-up.ts', '').findings).toEqual([]);
  });

  test('finds no phrase across two strings', () => {
    expect(
      lint('strings.ts', "export const parts = ['this is a', 'person in the queue', 'and so on'];").findings,
    ).toEqual([]);
  });

  test('checks no path that is gone: scripts/prose/not-yet.txt names existing files and folders', () => {
    const lines = readFileSync('scripts/prose/not-yet.txt', 'utf8').split('\n');
    const paths = lines.filter((line) => line !== '' && !line.startsWith('#'));
    const isBeginning = (path: string) =>
      readdirSync(dirname(path)).some((name) => join(dirname(path), name).startsWith(path));
    expect(paths.filter((path) => !existsSync(path) && !isBeginning(path))).toEqual([]);
  });

  test('has a replacement for each of its patterns, and no pattern twice', () => {
    const { rules } = parse(readFileSync('scripts/prose/words.yml', 'utf8')) as {
      rules: { pattern: string; expected: string }[];
    };
    expect(rules.length).toBeGreaterThan(40);
    expect(rules.filter(({ expected }) => expected.trim() === '')).toEqual([]);
    expect(new Set(rules.map(({ pattern }) => pattern)).size).toBe(rules.length);
  });
});
