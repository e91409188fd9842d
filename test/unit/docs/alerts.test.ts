/**
 * The alert rules, checked by Prometheus' own tool where it is installed: on PATH or at PROMTOOL_PATH (Debian's package
 * `prometheus` has it).
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

const PROMTOOL = process.env['PROMTOOL_PATH'] ?? 'promtool';
const RULES = 'docs/alerts/ecticket.rules.yml';
const hasPromtool = spawnSync(PROMTOOL, ['--version']).status === 0;
const withPromtool = hasPromtool ? test : test.skip;
if (!hasPromtool)
  console.warn('promtool is not installed (PATH, PROMTOOL_PATH): the tests of the alert rules are skipped.');

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
}

const rules = (parse(readFileSync(RULES, 'utf8')) as RuleFile).groups.flatMap((group) => group.rules);
const page = readFileSync('docs/reference/observability.md', 'utf8');

function promtool(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(PROMTOOL, args, { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

describe('the alerts', () => {
  test('are in docs/reference/observability.md with what to do, and no others', () => {
    const documented = [...page.matchAll(/^\| `(ECTicket\w+)` +\| \S/gm)].map(([, name]) => name);
    expect(documented.sort()).toEqual(rules.map(({ alert }) => alert).sort());
  });

  test('use documented metrics only', () => {
    const metrics = [...page.matchAll(/^\| `(ecticket_\w+)`/gm)].map(([, name]) => name);
    const used = rules.flatMap(({ expr }) => [...expr.matchAll(/\becticket_\w+/g)].map(([name]) => name));
    expect(used.length).toBeGreaterThan(6);
    expect(metrics).toEqual(expect.arrayContaining(used));
  });

  withPromtool('fire when they should, and at no other time', () => {
    expect(promtool('test', 'rules', RULES.replace('.yml', '.test.yml'))).toMatchObject({ status: 0 });
  });

  withPromtool('are valid, and each has a test in which it fires', () => {
    expect(promtool('check', 'rules', RULES)).toMatchObject({ status: 0 });
    const fired = readFileSync(RULES.replace('.yml', '.test.yml'), 'utf8');
    for (const { alert } of rules) expect(fired).toMatch(new RegExp(`alertname: ${alert}\\n`));
  });
});
