/**
 * The alert rules, and their runbooks. Prometheus' own tool checks the rules where it is installed: on PATH or at
 * PROMTOOL_PATH (Debian's package `prometheus` has it).
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { rules, RULES_FILE } from '../../support/metrics-in-use.js';
import { resultLabels } from '../../support/promql.js';
import { anchorsOf, readPage } from './pages.js';

const PROMTOOL = process.env['PROMTOOL_PATH'] ?? 'promtool';
const RUNBOOKS = 'docs/how-to/runbooks.md';
const hasPromtool = spawnSync(PROMTOOL, ['--version']).status === 0;
const withPromtool = hasPromtool ? test : test.skip;
if (!hasPromtool)
  console.warn('promtool is not installed (PATH, PROMTOOL_PATH): the tests of the alert rules are skipped.');

function promtool(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(PROMTOOL, args, { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

describe('the alerts', () => {
  withPromtool('fire when they should, and at no other time', () => {
    expect(promtool('test', 'rules', RULES_FILE.replace('.yml', '.test.yml'))).toMatchObject({ status: 0 });
  });

  withPromtool('are valid, and each has a test in which it fires', () => {
    expect(promtool('check', 'rules', RULES_FILE)).toMatchObject({ status: 0 });
    const fired = readFileSync(RULES_FILE.replace('.yml', '.test.yml'), 'utf8');
    for (const { alert } of rules) expect(fired).toMatch(new RegExp(`alertname: ${alert}\\n`));
  });
});

test.each(rules)('$alert describes itself by labels that it has', ({ expr, annotations }) => {
  const named = Object.values(annotations).flatMap((text) => [...text.matchAll(/\$labels\.(\w+)/g)]);
  expect(resultLabels(expr)).toEqual(expect.arrayContaining(named.map(([, label]) => label)));
});

describe('the runbooks', () => {
  const sections = readPage(RUNBOOKS).split('\n## ').slice(1);

  test('have a section per alert, and no others', () => {
    const headings = sections.map((section) => section.split('\n')[0]);
    expect(headings).toEqual(rules.map(({ alert }) => alert));
  });

  test.each(sections.map((section) => [section.split('\n')[0], section] as const))(
    '%s says what it means, how to look, what to do and when to escalate',
    (_alert, section) => {
      const parts = [...section.matchAll(/^\*\*(\w+)\.\*\*/gm)].map(([, part]) => part);
      expect(parts).toEqual(['Meaning', 'See', 'Do', 'Escalate']);
    },
  );

  test.each(rules.map(({ alert, annotations }) => [alert, annotations['runbook_url'] ?? ''] as const))(
    '%s leads to its section',
    (alert, url) => {
      const { homepage } = JSON.parse(readFileSync('package.json', 'utf8')) as { homepage: string };
      const [page, anchor = ''] = url.split('#');
      expect(page).toBe(`${homepage.replace(/#.*/, '')}/blob/main/${RUNBOOKS}`);
      expect(anchor).toBe(alert.toLowerCase());
      expect(anchorsOf(RUNBOOKS)).toContain(anchor);
    },
  );
});
