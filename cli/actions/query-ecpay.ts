/** What ECPay answers to questions that no order is needed for. Its names pass through: they are not public. */
import { details } from '../display/details.js';
import { findOrder, onlyMerchant, type RefOptions } from '../order-name.js';
import type { Shell } from '../shell.js';

export interface MerchantOptions {
  readonly merchant?: string | undefined;
  readonly platform?: string | undefined;
}

export async function showItem(shell: Shell, itemNo: string, options: MerchantOptions): Promise<void> {
  tellReply(shell, await (await shell.ecpay()).queryItemInfo({ ...(await merchantOf(shell, options)), itemNo }));
}

export async function showEscrowDays(shell: Shell, options: MerchantOptions): Promise<void> {
  tellReply(shell, await (await shell.ecpay()).escrowDays(await merchantOf(shell, options)));
}

export async function showPrintData(shell: Shell, name: string, options: RefOptions): Promise<void> {
  const ref = await findOrder(shell, name, options);
  tellReply(shell, await (await shell.ecpay()).queryPrintData(ref));
}

/** Whose business it is: the merchant that was named, or the only one. */
export async function merchantOf(shell: Shell, { merchant, platform }: MerchantOptions) {
  const { merchantIds } = await shell.settings();
  return {
    merchantId: merchant ?? onlyMerchant(merchantIds, 'Name one with --merchant.'),
    ...(platform !== undefined && { platformId: platform }),
  };
}

function tellReply(
  shell: Shell,
  { RtnCode: _code, RtnMsg: _words, ...reply }: Readonly<Record<string, unknown>>,
): void {
  shell.tell(reply, () => details(Object.entries(reply).map(([name, value]) => [name, valueInWords(value)])));
}

function valueInWords(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
}
