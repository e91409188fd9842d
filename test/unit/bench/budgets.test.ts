import { expect, test } from '@jest/globals';
import { overBudget } from '../../../bench/budgets.js';

test('a budget is exceeded by what is above it, and the message says by how much', () => {
  expect(overBudget('history events', 77, 77)).toEqual([]);
  const [problem] = overBudget('history events', 80, 77);
  expect(problem).toContain('history events: 80, 3 over the budget of 77.');
  expect(problem).toContain('bench/budgets.json');
});
