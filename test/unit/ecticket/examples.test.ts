import { describe, expect, test } from '@jest/globals';
import { validateIssueData } from '../../../ecticket/issue-rules/validate-issue-data.js';
import { fromIssueData } from '../../../ecticket/naming.js';
import { validateOrder } from '../../../ecticket/validate-order.js';
import { PAGE_EXAMPLES, PAGE_EXAMPLES_NOW } from './page-examples.js';

const circumstances = { profile: 'issueOnly', now: PAGE_EXAMPLES_NOW } as const;

describe('the four examples of the Issue page pass as they stand', () => {
  for (const [issueType, example] of Object.entries(PAGE_EXAMPLES)) {
    test(issueType, () => {
      const { data, violations } = validateIssueData(example, circumstances);
      expect(violations).toEqual([]);
      expect(data).toEqual(example);
    });

    test(`${issueType}, in the client’s names`, () => {
      const { data } = validateIssueData(example, circumstances);
      if (data === undefined) throw new Error('the example has no data');
      const order = fromIssueData(data);
      expect(order).toMatchObject({ issueType, merchantId: '2000132', merchantTradeNo: 'CBX20220302153064851' });
      expect(validateOrder(order, circumstances).order).toEqual(order);
    });
  }

  test('with a warning for each notification that they do not request', () => {
    const warnings = Object.values(PAGE_EXAMPLES).map((example) =>
      validateIssueData(example, circumstances).warnings.map(({ rule }) => rule),
    );
    expect(warnings).toEqual([
      ['refundNotifyUrlMissing'],
      ['refundNotifyUrlMissing'],
      ['refundNotifyUrlMissing', 'useStatusNotifyUrlMissing'],
      ['refundNotifyUrlMissing'],
    ]);
  });

  test('the third no longer passes once its start date has come', () => {
    const now = Date.parse('2024-01-01T00:00:00+08:00');
    const { violations } = validateIssueData(PAGE_EXAMPLES.electronic, { profile: 'issueOnly', now });
    expect(violations.map(({ path, rule }) => [path, rule])).toEqual([
      ['TicketInfo[0].StartDate', 'startDateAfterIssue'],
      ['TicketInfo[1].StartDate', 'startDateAfterIssue'],
    ]);
  });
});
