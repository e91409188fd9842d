/** An order as JSON, in our names or in those of ECPay's Issue page. */
import type { IssueData, TicketOrder } from '../ecticket/index.js';
import { fromIssueData } from '../ecticket/naming.js';
import { isRecord } from '../ecticket/is-record.js';
import { readJson } from './read-json.js';
import type { Shell } from './shell.js';

/** Fields that every Data of Issue has, and no order in our names. */
const ECPAYS_OWN = ['MerchantID', 'IssueType', 'TicketInfo'];

/**
 * The order of a file, or of stdin for `-`. Data of Issue as ECPay's page writes it is translated, with a remark that
 * names what is new to its reader. Whatever else came in place of an order is for the client to name.
 * @throws UsageError as `readJson`
 */
export async function readOrderJson(file: string, shell: Shell): Promise<TicketOrder> {
  const json = await readJson(file, shell.io);
  if (!isECPays(json)) return json as TicketOrder;
  shell.remark(
    "The order is written in the names of ECPay's Issue page and was translated. This package calls MerchantID merchantId, " +
      'TicketInfo items, IssueType "3" issueType "electronic": docs/reference/command-line.md. Messages use these names.',
  );
  const { PlatformID, ...data } = json;
  return fromIssueData(data as unknown as IssueData, typeof PlatformID === 'string' ? PlatformID : undefined);
}

/** With a list of objects for items: what is none stays as it is, for the client to name. */
function isECPays(json: unknown): json is Readonly<Record<string, unknown>> {
  if (!isRecord(json) || !ECPAYS_OWN.some((name) => Object.hasOwn(json, name))) return false;
  const items = json['TicketInfo'];
  return !Array.isArray(items) || items.every(isRecord);
}
