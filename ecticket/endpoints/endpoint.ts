import type { z } from 'zod';
import type { Profile } from '../merchant.js';

/** One call of ECPay's ECTicket API: where it goes in each profile, and what its Data is in both directions. */
export interface Endpoint<Request, Reply> {
  /** As ECPay's pages call it, such as `QueryIssueResult`. */
  readonly name: string;
  /** Path on ECPay's host, which the profile decides. */
  path(profile: Profile): string;
  /** Strict: a field that the page does not know is refused. */
  readonly request: z.ZodType<Request>;
  /** Lenient: what we need is checked, the rest passes through. Meant for a reply whose RtnCode is 1. */
  readonly reply: z.ZodType<Reply>;
}

/** The path of every endpoint but Issue and Refund is the same in both profiles. */
export function samePath(name: string): Endpoint<unknown, unknown>['path'] {
  return () => `/api/Ticket/${name}`;
}

/** Issue and Refund have a path of their own where ECPay keeps the money in escrow. */
export function pathByProfile(paths: Readonly<Record<Profile, string>>): Endpoint<unknown, unknown>['path'] {
  return (profile) => paths[profile];
}
