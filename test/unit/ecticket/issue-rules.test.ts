import { describe, expect, test } from '@jest/globals';
import { validateIssueData } from '../../../ecticket/issue-rules/validate-issue-data.js';
import { RULES, WARNINGS } from '../../../ecticket/issue-rules/words.js';
import { ORDER_RULES } from './rule-cases/order.js';
import { CUSTOMER_RULES } from './rule-cases/customer.js';
import { ITEM_RULES } from './rule-cases/items.js';
import { DATE_RULES } from './rule-cases/dates.js';
import { SHAPE_RULES } from './rule-cases/shape.js';
import { WARNING_RULES } from './rule-cases/warnings.js';
import type { RuleCase } from './rule-cases/rule-case.js';

const violationRules: Record<string, RuleCase> = {
  ...SHAPE_RULES,
  ...ORDER_RULES,
  ...CUSTOMER_RULES,
  ...ITEM_RULES,
  ...DATE_RULES,
};

describe('every rule of the Issue page refuses what breaks it, at its place, and nothing that keeps it', () => {
  for (const [rule, { breaks, keeps }] of Object.entries(violationRules)) {
    test(rule, () => {
      for (const [path, data, options] of breaks) {
        const found = verdict(data, options).violations.filter((violation) => violation.rule === rule);
        expect([describeData(data), found.map((violation) => violation.path)]).toEqual([describeData(data), [path]]);
      }
      for (const [data, options] of keeps) {
        expect([describeData(data), verdict(data, options).violations]).toEqual([describeData(data), []]);
      }
    });
  }
});

describe('what only loses something is a warning, and the order passes', () => {
  for (const [rule, { breaks, keeps }] of Object.entries(WARNING_RULES)) {
    test(rule, () => {
      for (const [path, data, options] of breaks) {
        const { violations, warnings } = verdict(data, options);
        const found = warnings.filter((warning) => warning.rule === rule).map((warning) => warning.path);
        expect([describeData(data), violations, found]).toEqual([describeData(data), [], [path]]);
      }
      for (const [data, options] of keeps) {
        const rules = verdict(data, options).warnings.map((warning) => warning.rule);
        expect([describeData(data), rules]).toEqual([describeData(data), expect.not.arrayContaining([rule])]);
      }
    });
  }
});

test('no rule is without a test, and each says in words what it wants and how to get there', () => {
  const inValidateOrder = ['platformId'];
  const tested = [...Object.keys(violationRules), ...Object.keys(WARNING_RULES), ...inValidateOrder];
  expect(tested).toEqual(expect.arrayContaining([...Object.keys(RULES), ...Object.keys(WARNINGS)]));
  const all = [...Object.values(violationRules), ...Object.values(WARNING_RULES)].flatMap(({ breaks }) => breaks);
  for (const [, data, options] of all) {
    const { violations, warnings } = verdict(data, options);
    for (const { message, mend } of [...violations, ...warnings]) {
      expect(message).toMatch(/^[A-ZT].{15,}\.$/u);
      expect(mend).toMatch(/^[A-Z].{5,}\.$/u);
    }
  }
});

function verdict(data: unknown, options: RuleCase['breaks'][number][2] = {}) {
  return validateIssueData(data, { profile: options.profile ?? 'issueOnly', now: options.now ?? NOW });
}

const NOW = Date.parse('2026-05-18T12:00:00+08:00');

function describeData(data: unknown): string {
  return JSON.stringify(data);
}
