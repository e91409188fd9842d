import { open, rm, type FileHandle } from 'node:fs/promises';
import { UsageError } from '../../settings/listen-options.js';
import type { Shell } from '../shell.js';
import { merchantOf, type MerchantOptions } from './query-ecpay.js';

export interface ReportOptions extends MerchantOptions {
  /** yyyymmdd, Asia/Taipei, both included. */
  readonly from: string;
  readonly to: string;
  readonly out?: string | undefined;
}

/** ECPay's CSV, to stdout or a file. ECPay gives one a minute, so what cannot be kept is not asked for. */
export async function fetchReport(shell: Shell, kind: 'orders' | 'tickets', options: ReportOptions): Promise<void> {
  const { from, to, out } = options;
  if (to < from) throw new UsageError('--to lies before --from: swap them.');
  const request = { ...(await merchantOf(shell, options)), reportType: kind, beginDate: from, endDate: to };
  const ecpay = await shell.ecpay();
  if (out === undefined) {
    const csv = await ecpay.orderDetail(request);
    if (shell.json) shell.tell({ csv }, () => csv);
    else shell.io.stdout.write(csv);
    return;
  }
  const bytes = await writtenTo(out, () => ecpay.orderDetail(request));
  shell.tell({ out, bytes }, () => `${out}: ${bytes} bytes`);
}

/** A file that is there is not overwritten; one that gets nothing is not left behind. */
async function writtenTo(path: string, fetch: () => Promise<string>): Promise<number> {
  const file = await created(path);
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

async function created(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx');
  } catch (error) {
    const { code = 'unwritable' } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'is there already' : `cannot be written (${code})`;
    throw new UsageError(`${path} ${why}. Name another file with --out.`);
  }
}
