/** Compares the limits in docs/explanation/order-lifecycle.md with the code, and checks that each alert exists. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { CALL_WAITS, STATUS_WAITS, type Wait } from '../../../workflows/messages/waits.js';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const story = read('docs/explanation/order-lifecycle.md').replace(/ +/g, ' ');
const code = (text: string | undefined) => (text === undefined ? '' : `\`${text}\``);

function row(what: string, { limit, then, event, attention, alert }: Wait): string {
  const events = [code(event), attention && `(${attention})`].filter(Boolean).join(' ');
  return `| ${[code(what), limit === 'none' ? '' : code(limit), then, events, code(alert)].join(' | ')} |`.replace(
    / +/g,
    ' ',
  );
}

const rows = [
  ...Object.entries(STATUS_WAITS).flatMap(([status, waits]) => waits.map((wait) => row(status, wait))),
  ...Object.entries(CALL_WAITS).map(([call, wait]) => row(call, wait)),
];

test.each(rows)('docs/explanation/order-lifecycle.md has %s', (expected) => {
  expect(story).toContain(expected);
});

test('every alert that the tables name exists', () => {
  const rules = read('docs/alerts/ecticket.rules.yml');
  const alerts = [...Object.values(STATUS_WAITS).flat(), ...Object.values(CALL_WAITS)].map(({ alert }) => alert);
  for (const alert of alerts.filter((each) => each !== undefined)) expect(rules).toContain(`- alert: ${alert}\n`);
});
