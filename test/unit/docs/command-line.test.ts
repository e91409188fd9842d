/** What the pages say of `ecticket`, against the program itself. */
import { describe, expect, test } from '@jest/globals';
import { EXIT, EXIT_MEANINGS } from '../../../cli/exit-status.js';
import { viewsAt } from '../../../cli/actions/views.js';
import { EN } from '../../../cli/texts/index.js';
import { allLeaves, idleProgram, messageOf } from '../../support/cli-commands.js';
import { PAGES, readPage } from './pages.js';

const page = readPage('docs/reference/command-line.md');

/** The calls of `ecticket` in the page's shell blocks. */
function calls(text: string): string[] {
  const blocks = [...text.matchAll(/^```(?:sh|bash)\n(.*?)^```$/gms)].map(([, block = '']) => block);
  const lines = blocks.flatMap((block) => block.split('\n'));
  return lines.flatMap((line) => /\b(?<!@)ecticket (?!--)(.*)$/.exec(line.replace(/ +#.*$/, ''))?.[1] ?? []);
}

/** `| a | b |` rows as cells, without headings. */
function rows(heading: string): string[][] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const lines = section.split('\n').filter((line) => /^\| (?!-)/.test(line));
  return lines.slice(1).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test.each([...new Set(PAGES.flatMap((each) => calls(readPage(each))))])('ecticket %s is a valid call', async (line) => {
  const ran: string[] = [];
  const program = idleProgram(async () => void ran.push(line));
  const args = messageOf(line.replace(/\)$/, ''));
  if (args[0] === 'completion') expect(['bash', 'zsh', 'fish']).toContain(args[1]);
  else await program.parseAsync(args, { from: 'user' });
});

test('docs/how-to/recover.md lists what a rebuild reports, in JSON and at a terminal', () => {
  const table = readPage('docs/how-to/recover.md').matchAll(/^ +\| `(\w+)` +\| `([^`]+)` +\|/gm);
  const listed = new Map([...table].map(([, problem = '', printed = '']) => [problem, printed]));
  const { remedy } = EN.rebuild;
  expect([...listed.keys()]).toEqual(Object.keys(remedy));
  for (const [problem, text] of Object.entries(remedy)) expect(text.startsWith(listed.get(problem) ?? '?')).toBe(true);
});

describe('docs/reference/command-line.md', () => {
  test('shows examples', () => {
    expect(calls(page).length).toBeGreaterThan(15);
  });

  test('lists every command', () => {
    const unlisted = allLeaves().filter(({ path }) => !new RegExp(`(ecticket |\`)${path}\\b`).test(page));
    expect(unlisted.map(({ path }) => path)).toEqual([]);
  });

  test('marks exactly the commands that take --yes as asking for confirmation', () => {
    const asking = rows('Orders').flatMap(([command = '']) => /^`(.*) <order>` \(asks\)$/.exec(command)?.[1] ?? []);
    const taking = allLeaves().filter(({ command }) => command.options.some(({ long }) => long === '--yes'));
    expect(asking.sort()).toEqual(taking.map(({ path }) => path).sort());
  });

  test('lists every exit status, in the words of --help', () => {
    const statuses = Object.keys(EXIT) as (keyof typeof EXIT)[];
    expect(rows('Exit status')).toEqual(statuses.map((name) => [String(EXIT[name]), EXIT_MEANINGS[name]]));
  });

  test('lists every view', () => {
    expect(rows('Views').map(([name]) => name)).toEqual(viewsAt(0).map(({ name }) => `\`${name}\``));
  });
});

test('the links of docs/how-to/operators.md have the queries of `ecticket views`', () => {
  const links = [...readPage('docs/how-to/operators.md').matchAll(/^http:\S+$/gm)].map(([link]) => new URL(link));
  const queries = links.map(({ searchParams }) => searchParams.get('query') ?? '');
  const byName = (name: string) => viewsAt(0).find((view) => view.name === name)?.query;
  const unpaid = byName('needs-attention')?.replace('needsAttention', 'awaitingPayment');
  expect(queries).toEqual([byName('needs-attention'), unpaid, byName('task-failures')]);
});
