import type { OrderRef } from '../ecticket/order.js';
import { UsageError } from '../settings/listen-options.js';
import type { Shell } from './shell.js';

/** What stands before an order's own number in its workflow id. */
const PREFIX = 'ecticket/';
const NAME = /^(?:([A-Za-z0-9]{1,10})\/)?([A-Za-z0-9]{1,25})$/;

export interface OrderName {
  readonly merchantId: string;
  readonly tradeNo: string;
}

/** What only the caller can know of an order that Temporal does not. */
export interface RefOptions {
  /** The number is a FreeTradeNo. */
  readonly free?: true | undefined;
  /** The platform merchant that acts for the merchant. */
  readonly platform?: string | undefined;
}

/**
 * Reads a workflow id, or `[MerchantID/]TradeNo`; without a merchant it is the only one of the settings.
 * @throws UsageError
 */
export function readOrderName(text: string, merchantIds: readonly string[]): OrderName {
  const [, merchantId, tradeNo] = NAME.exec(text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text) ?? [];
  if (tradeNo === undefined) {
    throw new UsageError(
      `"${text}" names no order. Give its workflow id, or [MerchantID/]TradeNo, such as 3085676/CX202611220001.`,
    );
  }
  return { merchantId: merchantId ?? onlyMerchant(merchantIds, `Write MerchantID/${tradeNo}.`), tradeNo };
}

/** @throws UsageError where there are several to choose from; `fix` says how to choose. */
export function onlyMerchant(merchantIds: readonly string[], fix: string): string {
  const [only, ...others] = merchantIds;
  if (only !== undefined && others.length === 0) return only;
  throw new UsageError(`Which merchant? The settings have ${merchantIds.join(', ')}. ${fix}`);
}

/** The order that is meant: as its options say, or else as Temporal knows it, or else by a MerchantTradeNo. @throws UsageError */
export async function findOrder(shell: Shell, text: string, { free, platform }: RefOptions = {}): Promise<OrderRef> {
  const { merchantId, tradeNo } = readOrderName(text, (await shell.settings()).merchantIds);
  const isSaid = free !== undefined || platform !== undefined;
  const known = isSaid ? undefined : await (await shell.tickets()).findRef({ merchantId, tradeNo });
  if (known !== undefined) return known;
  const number = free ? { freeTradeNo: tradeNo } : { merchantTradeNo: tradeNo };
  return { merchantId, ...(platform !== undefined && { platformId: platform }), ...number };
}

/** As a person types it. */
export function nameOf(ref: OrderRef): string {
  return `${ref.merchantId}/${ref.merchantTradeNo ?? ref.freeTradeNo}`;
}
