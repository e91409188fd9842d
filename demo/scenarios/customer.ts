/** Who buys, and from whom. Nobody real: the merchants are ECPay's public test merchants. */

/** Issues tickets only (純發行). */
export const ISSUE_ONLY_MERCHANT = '3085676';
/** ECPay keeps the money until the tickets are used (價金保管). */
export const ESCROW_MERCHANT = '3362787';
/** Sells tickets on behalf of the merchant that issues only. */
export const PLATFORM = '3085672';

export const CUSTOMER = {
  customerName: '王珊珊',
  customerPhone: '0912345678',
  customerEmail: 'customer@example.com',
} as const;

const DAY = 24 * 60 * 60 * 1000;
const TAIPEI = 8 * 60 * 60 * 1000;

/** The day in so many days, yyyymmdd in Asia/Taipei (UTC+8 all year). */
export function inDays(days: number): string {
  return new Date(Date.now() + days * DAY + TAIPEI).toISOString().slice(0, 10).replaceAll('-', '');
}
