/** How users name orders on the command line. */
import type { OrderRef } from '../ecticket/order.js';
import { UsageError } from '../settings/listen-options.js';
import type { CommandContext } from './command-context.js';

/** The beginning of every workflow id. */
const WORKFLOW_ID_PREFIX = 'ecticket/';
/** `[MerchantID/]TradeNo`. */
const ORDER_NAME = /^(?:([A-Za-z0-9]{1,10})\/)?([A-Za-z0-9]{1,25})$/;

/** Characters of a wrong name that an error quotes. */
const MAX_QUOTED = 60;

export interface OrderName {
  readonly merchantId: string;
  readonly tradeNo: string;
}

/** What the user must say about an order that Temporal does not have. */
export interface RefOptions {
  /** The number is a FreeTradeNo. */
  readonly free?: true | undefined;
  /** The platform merchant that acts for the merchant. */
  readonly platform?: string | undefined;
}

/**
 * Parses a workflow id or `[MerchantID/]TradeNo`. The merchant defaults to the only one of the settings.
 * @throws UsageError
 */
export function parseOrderName(text: string, merchantIds: readonly string[]): OrderName {
  const [, merchantId, tradeNo] = parseName(text);
  if (tradeNo === undefined) {
    throw new UsageError(
      `"${shortened(text)}" is not an order name. Give its workflow id, or [MerchantID/]TradeNo, such as 3085676/CX202611220001.`,
    );
  }
  return { merchantId: merchantId ?? requireOnlyMerchant(merchantIds, `Write MerchantID/${tradeNo}.`), tradeNo };
}

/** The end of a long text helps nobody, and the text may be a file that is no list of orders. */
function shortened(text: string): string {
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
}

function parseName(text: string): readonly (string | undefined)[] {
  const name = text.startsWith(WORKFLOW_ID_PREFIX) ? text.slice(WORKFLOW_ID_PREFIX.length) : text;
  return ORDER_NAME.exec(name) ?? [];
}

/** Returns the only merchant of the settings. @throws UsageError if there are several; `fix` says how to choose one */
export function requireOnlyMerchant(merchantIds: readonly string[], fix: string): string {
  const [only, ...others] = merchantIds;
  if (only !== undefined && others.length === 0) return only;
  throw new UsageError(`Which merchant? The settings contain ${merchantIds.join(', ')}. ${fix}`);
}

/**
 * Finds the order that a user named: as the options say, otherwise as Temporal has it, otherwise by MerchantTradeNo.
 * Without a merchant, it is the order of that number which one of the settings' merchants has.
 * @throws UsageError
 */
export async function findOrder(
  context: CommandContext,
  text: string,
  { free, platform }: RefOptions = {},
): Promise<OrderRef> {
  const { merchantIds } = await context.settings();
  const [, namedMerchant, number] = parseName(text);
  if (number !== undefined && free === undefined && platform === undefined) {
    const refs = await findRefs(context, namedMerchant === undefined ? merchantIds : [namedMerchant], number);
    if (refs.length > 1) throw new UsageError(`Which order? Write ${refs.map(formatOrderName).join(' or ')}.`);
    if (refs[0] !== undefined) return refs[0];
  }
  return toRef(parseOrderName(text, merchantIds), { free, platform });
}

/** The order of a name, as the options say. */
export function toRef({ merchantId, tradeNo }: OrderName, { free, platform }: RefOptions): OrderRef {
  const tradeNumber = free ? { freeTradeNo: tradeNo } : { merchantTradeNo: tradeNo };
  return { merchantId, ...(platform !== undefined && { platformId: platform }), ...tradeNumber };
}

/** Returns the orders with this number. */
async function findRefs(context: CommandContext, merchantIds: readonly string[], tradeNo: string): Promise<OrderRef[]> {
  const tickets = await context.tickets();
  const refs: OrderRef[] = [];
  for (const merchantId of merchantIds) {
    const ref = await tickets.findRef({ merchantId, tradeNo });
    if (ref !== undefined) refs.push(ref);
  }
  return refs;
}

/** Formats the name of an order as a user types it: `3085676/CX202611220001`. */
export function formatOrderName(ref: OrderRef): string {
  return `${ref.merchantId}/${ref.merchantTradeNo ?? ref.freeTradeNo}`;
}
