/** The alerts' rules, by Prometheus' own tool where it is: on PATH or at PROMTOOL_PATH (Debian's package `prometheus` has it). */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

const PROMTOOL = process.env['PROMTOOL_PATH'] ?? 'promtool';
const RULES = 'docs/alerts/ecticket.rules.yml';
const isThere = spawnSync(PROMTOOL, ['--version']).status === 0;
const withPromtool = isThere ? test : test.skip;
if (!isThere) console.warn('promtool is not there (PATH, PROMTOOL_PATH): the rules of the alerts are not run.');

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
}

const rules = (parse(readFileSync(RULES, 'utf8')) as RuleFile).groups.flatMap((group) => group.rules);
const docs = readFileSync('docs/reference/observability.md', 'utf8');

function promtool(...args: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(PROMTOOL, args, { encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

describe('the alerts', () => {
  test('are in the docs, with what to do, and no others', () => {
    const told = [...docs.matchAll(/^\| `(ECTicket\w+)` +\| \S/gm)].map(([, name]) => name);
    expect(told.sort()).toEqual(rules.map(({ alert }) => alert).sort());
  });

  test('look at metrics that there are', () => {
    const metrics = [...docs.matchAll(/^\| `(ecticket_\w+)`/gm)].map(([, name]) => name);
    const used = rules.flatMap(({ expr }) => [...expr.matchAll(/\becticket_\w+/g)].map(([name]) => name));
    expect(used.length).toBeGreaterThan(6);
    expect(metrics).toEqual(expect.arrayContaining(used));
  });

  withPromtool('fire when they should, and not else', () => {
    expect(promtool('test', 'rules', RULES.replace('.yml', '.test.yml'))).toMatchObject({ status: 0 });
  });

  withPromtool('each have been seen to fire', () => {
    expect(promtool('check', 'rules', RULES)).toMatchObject({ status: 0 });
    const fired = readFileSync(RULES.replace('.yml', '.test.yml'), 'utf8');
    for (const { alert } of rules) expect(fired).toMatch(new RegExp(`alertname: ${alert}\\n`));
  });
});
