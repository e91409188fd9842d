/** Returns what to do if `actual` exceeds its budget, or nothing. */
export function overBudget(what: string, actual: number, budget: number): readonly string[] {
  if (actual <= budget) return [];
  return [
    `${what}: ${actual}, ${actual - budget} over the budget of ${budget}. ` +
      'Reduce it, or raise the budget in bench/budgets.json and say why in the commit message.',
  ];
}
