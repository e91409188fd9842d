import { z } from 'zod';
import type { Profile } from '../merchant.js';
import { optionalText, wholeNumber } from './reply-fields.js';

/** One endpoint of ECPay's ECTicket API: its path per profile, and the schemas of its Data in both directions. */
export interface Endpoint<Request, Reply> {
  /** The name on ECPay's pages, such as `QueryIssueResult`. */
  readonly name: string;
  /** Path on ECPay's host. */
  path(profile: Profile): string;
  /** Strict: the schema refuses fields that ECPay's page does not list. */
  readonly request: z.ZodType<Request>;
  /**
   * Lenient: the schema checks the fields that the client needs and keeps the others. It applies to replies with
   * RtnCode 1.
   */
  readonly reply: z.ZodType<Reply>;
}

/**
 * The first fields of Data in every reply. RtnCode 1 is success; with any other, the remaining fields may be absent.
 */
export const outcome = z.looseObject({ RtnCode: wholeNumber, RtnMsg: optionalText });

export type Outcome = z.infer<typeof outcome>;

/** The path of every endpoint except Issue and Refund, which is the same in both profiles. */
export function samePath(name: string): Endpoint<unknown, unknown>['path'] {
  return () => `/api/Ticket/${name}`;
}

/** The path of Issue and Refund, which differs per profile. */
export function pathByProfile(paths: Readonly<Record<Profile, string>>): Endpoint<unknown, unknown>['path'] {
  return (profile) => paths[profile];
}
