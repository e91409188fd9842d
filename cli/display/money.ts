/** NT$ as people write it: `NT$1,360`. */
export function money(amount: number): string {
  return `NT$${amount.toLocaleString('en-US')}`;
}
