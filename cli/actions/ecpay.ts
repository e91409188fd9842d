/** Actions that query ECPay without an order workflow. Replies keep ECPay's field names; they are not a public API. */
import { open, rm, type FileHandle } from 'node:fs/promises';
import { UsageError } from '../../settings/listen-options.js';
import type { CommandContext } from '../command-context.js';
import { details } from '../display/table.js';
import { toTerminalText } from '../display/terminal-text.js';
import { findOrder, requireOnlyMerchant, type RefOptions } from '../order-name.js';

export interface MerchantOptions {
  readonly merchant?: string | undefined;
  readonly platform?: string | undefined;
}

export async function showItem(context: CommandContext, itemNo: string, options: MerchantOptions): Promise<void> {
  const ecpay = await context.ecpay();
  printReply(context, await ecpay.queryItemInfo({ ...(await selectMerchant(context, options)), itemNo }));
}

export async function showEscrowDays(context: CommandContext, options: MerchantOptions): Promise<void> {
  printReply(context, await (await context.ecpay()).escrowDays(await selectMerchant(context, options)));
}

export async function showPrintData(context: CommandContext, name: string, options: RefOptions): Promise<void> {
  const ref = await findOrder(context, name, options);
  printReply(context, await (await context.ecpay()).queryPrintData(ref));
}

/** Returns the merchant named by the options, or the only merchant of the settings. @throws UsageError */
export async function selectMerchant(context: CommandContext, { merchant, platform }: MerchantOptions) {
  const { merchantIds } = await context.settings();
  return {
    merchantId: merchant ?? requireOnlyMerchant(merchantIds, 'Name one with --merchant.'),
    ...(platform !== undefined && { platformId: platform }),
  };
}

function printReply(
  context: CommandContext,
  { RtnCode: _code, RtnMsg: _message, ...reply }: Readonly<Record<string, unknown>>,
): void {
  context.print(reply, () => details(Object.entries(reply).map(([name, value]) => [name, formatValue(value)])));
}

function formatValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
}

export interface ReportOptions extends MerchantOptions {
  /** First and last day, yyyymmdd in Asia/Taipei. */
  readonly from: string;
  readonly to: string;
  readonly out?: string | undefined;
}

/** Fetches a CSV report to stdout or a new file. The file is created first, as ECPay allows one report per minute. */
export async function fetchReport(
  context: CommandContext,
  kind: 'orders' | 'tickets',
  options: ReportOptions,
): Promise<void> {
  const { from, to, out } = options;
  if (to < from) throw new UsageError('--to is before --from: swap them.');
  const request = { ...(await selectMerchant(context, options)), reportType: kind, beginDate: from, endDate: to };
  const ecpay = await context.ecpay();
  if (out === undefined) {
    const csv = await ecpay.orderDetail(request);
    if (context.json) context.print({ csv }, () => csv);
    else context.io.stdout.write(context.io.stdout.isTTY ? toTerminalText(csv) : csv);
    return;
  }
  const bytes = await writeNewFile(out, () => ecpay.orderDetail(request));
  context.print({ out, bytes }, () => context.texts.written(out, bytes));
}

/** Writes what `fetch` returns to a new file and returns its size in bytes. Removes the file if `fetch` fails. */
async function writeNewFile(path: string, fetch: () => Promise<string>): Promise<number> {
  const file = await createFile(path);
  try {
    const csv = Buffer.from(await fetch());
    await file.writeFile(csv);
    return csv.length;
  } catch (error) {
    await rm(path);
    throw error;
  } finally {
    await file.close();
  }
}

/** @throws UsageError if the file exists or cannot be written. */
async function createFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx');
  } catch (error) {
    const { code = 'unwritable' } = error as NodeJS.ErrnoException;
    const problem = code === 'EEXIST' ? 'already exists' : `cannot be written (${code})`;
    throw new UsageError(`${path} ${problem}. Name another file with --out.`);
  }
}
