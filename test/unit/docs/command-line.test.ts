/** What the documents say of `ecticket`, against the program itself. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { EXIT, EXIT_WORDS } from '../../../cli/exit-status.js';
import { viewsAt } from '../../../cli/views.js';
import { allLeaves, idleProgram, messageOf } from '../../support/cli-commands.js';

const page = readFileSync('docs/reference/command-line.md', 'utf8');
const readme = readFileSync('README.md', 'utf8');

/** The lines in shell blocks that call it, as they stand there, with the text that they are part of. */
function calls(text: string): string[] {
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
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

test.each([...calls(page), ...calls(readme)])('ecticket %s can be called so', async (line) => {
  const ran: string[] = [];
  const program = idleProgram(async () => void ran.push(line));
  const words = messageOf(line.replace(/\)$/, ''));
  if (words[0] === 'completion') expect(['bash', 'zsh', 'fish']).toContain(words[1]);
  else await program.parseAsync(words, { from: 'user' });
});

describe('docs/reference/command-line.md', () => {
  test('shows calls', () => {
    expect(calls(page).length).toBeGreaterThan(15);
  });

  test('tells of every command', () => {
    const untold = allLeaves().filter(({ path }) => !new RegExp(`(ecticket |\`)${path}\\b`).test(page));
    expect(untold.map(({ path }) => path)).toEqual([]);
  });

  test('says of exactly those commands that take --yes that they ask', () => {
    const asking = rows('Orders').flatMap(([command = '']) => /^`(.*) <order>` \(asks\)$/.exec(command)?.[1] ?? []);
    const taking = allLeaves().filter(({ command }) => command.options.some(({ long }) => long === '--yes'));
    expect(asking.sort()).toEqual(taking.map(({ path }) => path).sort());
  });

  test('has every exit status, in the words of the help', () => {
    const statuses = Object.keys(EXIT) as (keyof typeof EXIT)[];
    expect(rows('Exit status')).toEqual(statuses.map((name) => [String(EXIT[name]), EXIT_WORDS[name]]));
  });

  test('has every view', () => {
    expect(rows('Views').map(([name]) => name)).toEqual(viewsAt(0).map(({ name }) => `\`${name}\``));
  });
});
