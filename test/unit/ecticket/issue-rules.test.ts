import { describe, expect, test } from '@jest/globals';
import { validateIssueData } from '../../../ecticket/issue-rules/validate-issue-data.js';
import { RULES, WARNINGS } from '../../../ecticket/issue-rules/messages.js';
import { ORDER_RULES } from './rule-cases/order.js';
import { CUSTOMER_RULES } from './rule-cases/customer.js';
import { ITEM_RULES } from './rule-cases/items.js';
import { DATE_RULES } from './rule-cases/dates.js';
import { SHAPE_RULES } from './rule-cases/shape.js';
import { WARNING_RULES } from './rule-cases/warnings.js';
import { paper, type RuleCase } from './rule-cases/rule-case.js';

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

describe('the addresses that ECPay calls', () => {
  const orderOf = (url: string) =>
    paper({ UseStatusNotifyURL: url, RefundNotifyURL: 'https://shop.example/refund', CustomerName: '王珊珊' });
  const found = (url: string, callbacks: 'public' | 'any' = 'public') =>
    validateIssueData(orderOf(url), { profile: 'issueOnly', now: NOW, callbacks });

  test.each([
    'https://shop.example:8888/use',
    'http://localhost/use',
    'http://LOCALHOST./use',
    'http://shop.localhost/use',
    'http://127.0.0.1/use',
    'http://0x7f.1/use',
    'http://2130706433/use',
    'http://10.0.0.7/use',
    'http://172.31.255.255/use',
    'https://192.168.1.5/use',
    'http://169.254.169.254/use',
    'http://100.64.0.1/use',
    'http://0.0.0.0/use',
    'http://[::1]/use',
    'http://[::]/use',
    'http://[::ffff:127.0.0.1]/use',
    'http://[fe80::1]/use',
    'http://[fd00::1]/use',
    'https://[2001:db8::1]/use',
    'http://callbacks/use',
    'https://shop.internal/use',
    'https://printer.local/use',
  ])('%s is refused outside the sandbox, and taken in it', (url) => {
    const { violations, data } = found(url);
    expect(violations).toMatchObject([{ path: 'UseStatusNotifyURL', rule: 'useStatusNotifyUrlCallable' }]);
    expect(data).toBeUndefined();
    expect(found(url, 'any').violations).toEqual([]);
  });

  test.each([
    'http://www.happybuy123.com.tw/notifyurl',
    'https://shop.example:443/use',
    'http://shop.example:443/use',
    'https://shop.example:80/use',
    'https://8.8.8.8/use',
    'https://[2404:6800::1]/use',
    'https://localhost.example/use',
  ])('%s can be called', (url) => {
    expect(found(url)).toMatchObject({ violations: [], data: { UseStatusNotifyURL: url } });
  });

  test('a malformed URL is not repaired', () => {
    for (const url of ['http:/shop.example/通知', 'http://shop.example/通 知', '//綠界商店.tw']) {
      expect(found(url).violations).toMatchObject([{ rule: 'useStatusNotifyUrl' }]);
    }
  });

  test('a Chinese host name is sent in punycode, and its length is what is sent', () => {
    expect(found('https://綠界商店.tw/通知').data?.UseStatusNotifyURL).toBe(
      'https://xn--czrs0th4swth.tw/%E9%80%9A%E7%9F%A5',
    );
    expect(found(`https://綠界商店.tw/${'通'.repeat(25)}`).violations).toMatchObject([{ rule: 'useStatusNotifyUrl' }]);
  });
});

test('every rule has a test, a description and a fix', () => {
  const inValidateOrder = ['platformId'];
  const outsideTheSandbox = ['refundNotifyUrlCallable', 'useStatusNotifyUrlCallable'];
  const tested = [
    ...Object.keys(violationRules),
    ...Object.keys(WARNING_RULES),
    ...inValidateOrder,
    ...outsideTheSandbox,
  ];
  expect(tested).toEqual(expect.arrayContaining([...Object.keys(RULES), ...Object.keys(WARNINGS)]));
  const all = [...Object.values(violationRules), ...Object.values(WARNING_RULES)].flatMap(({ breaks }) => breaks);
  for (const [, data, options] of all) {
    const { violations, warnings } = verdict(data, options);
    for (const { message, fix } of [...violations, ...warnings]) {
      expect(message).toMatch(/^[A-ZT].{15,}\.$/u);
      expect(fix).toMatch(/^[A-Z].{5,}\.$/u);
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
