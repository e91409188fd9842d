/** Reads an order from a JSON file or stdin, with the client's field names or with those of ECPay's Issue page. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { IssueData, TicketOrder } from '../ecticket/index.js';
import { isRecord } from '../ecticket/objects.js';
import { fromIssueData } from '../ecticket/naming.js';
import { pageUrl } from '../settings/installation.js';
import { UsageError } from '../settings/listen-options.js';
import type { CommandContext, Io } from './command-context.js';

/** Fields that only the Data of ECPay's Issue request has. */
const ECPAY_FIELDS = ['MerchantID', 'IssueType', 'TicketInfo'];

/**
 * Reads the order and translates ECPay's field names to the client's, with a note that explains the names. The client
 * validates the order.
 *
 * @param file a path, or `-` for stdin
 * @throws UsageError as `readJson`
 */
export async function readOrderJson(file: string, context: CommandContext): Promise<TicketOrder> {
  const json = await readJson(file, context.io);
  if (!isIssueData(json)) return json as TicketOrder;
  context.printNote(context.texts.order.translated(pageUrl('reference/command-line.md')));
  const { PlatformID, ...data } = json;
  return fromIssueData(data as unknown as IssueData, typeof PlatformID === 'string' ? PlatformID : undefined);
}

/** Items that are not a list of objects are left for the client to reject. */
function isIssueData(json: unknown): json is Readonly<Record<string, unknown>> {
  if (!isRecord(json) || !ECPAY_FIELDS.some((name) => Object.hasOwn(json, name))) return false;
  const items = json['TicketInfo'];
  return !Array.isArray(items) || items.every(isRecord);
}

/**
 * Reads JSON from a file, or from stdin for `-`. Does not validate its contents.
 * @throws UsageError, which quotes nothing of the contents: they may be personal data
 */
export async function readJson(file: string, { stdin }: Pick<Io, 'stdin'>): Promise<unknown> {
  const source = file === '-' ? 'stdin' : file;
  try {
    // Editors on Windows may write a byte order mark.
    return JSON.parse((await readText(file, stdin)).replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const [, position] = /position (\d+)/.exec(error.message) ?? [];
    const where = position === undefined ? '' : ` (at character ${position})`;
    throw new UsageError(`${source} is not JSON${where}. Write the order as one JSON object.`);
  }
}

/** Reads a file, or stdin for `-`. @throws UsageError if the file cannot be read */
export async function readText(file: string, stdin: Io['stdin']): Promise<string> {
  if (file === '-') return await text(stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new UsageError(`${file} cannot be read (${code}). Name a file, or - for stdin.`);
  }
}
