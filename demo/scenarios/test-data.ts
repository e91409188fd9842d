/** The customer and the merchants of the scenarios. The merchants are ECPay's public test merchants. */

/** A merchant of the issue-only profile (純發行). */
export const ISSUE_ONLY_MERCHANT = '3085676';
/** A merchant of the escrow profile (價金保管): ECPay keeps the money until the tickets are used. */
export const ESCROW_MERCHANT = '3362787';
/** A platform that sells tickets for the issue-only merchant. */
export const PLATFORM = '3085672';

export const CUSTOMER = {
  customerName: '王珊珊',
  customerPhone: '0912345678',
  customerEmail: 'customer@example.com',
} as const;

const DAY = 24 * 60 * 60 * 1000;
const TAIPEI_OFFSET = 8 * 60 * 60 * 1000;

/** Returns the date `days` days from now, as yyyymmdd in Asia/Taipei (UTC+8 all year). */
export function inDays(days: number): string {
  return new Date(Date.now() + days * DAY + TAIPEI_OFFSET).toISOString().slice(0, 10).replaceAll('-', '');
}
