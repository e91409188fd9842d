import type { Profile } from '../../ecticket/index.js';
import type { Stores } from '../orders/stores.js';
import type { IssueData } from '../orders/issue-data.js';
import { refuseUnless } from '../orders/refusals.js';
import { isAlphanumeric } from './fields.js';

/** Checks the fields of the order as a whole. @throws Refusal */
export function checkOrder(
  data: IssueData,
  { profile, stores }: { readonly profile: Profile; readonly stores: Stores },
): void {
  checkTradeNumber(data);
  refuseUnless(isAlphanumeric(data.Operator, 1, 10), 'operator');
  checkStoreId(data.MerchantID, data.StoreID, stores);
  checkNotifyUrl(data.RefundNotifyURL);
  checkNotifyUrl(data.UseStatusNotifyURL);
  checkPrintType(data);
  checkIsImmediate(data);
  checkPaymentProvider(data, profile);
}

/** Checks that the store exists and is active. Without a StoreID, the main store acts. @throws Refusal */
export function checkStoreId(merchantId: string, storeId: string | undefined, stores: Stores): void {
  if (storeId === undefined) return;
  refuseUnless(isAlphanumeric(storeId, 2, 20), 'storeId');
  refuseUnless(stores.accepts(merchantId, storeId), 'storeUnknown');
}

function checkTradeNumber({ MerchantTradeNo, FreeTradeNo }: IssueData): void {
  refuseUnless((MerchantTradeNo === undefined) !== (FreeTradeNo === undefined), 'tradeNumber');
  refuseUnless(MerchantTradeNo === undefined || isAlphanumeric(MerchantTradeNo, 1, 25), 'tradeNumber');
  refuseUnless(FreeTradeNo === undefined || isAlphanumeric(FreeTradeNo, 1, 20), 'tradeNumber');
}

function checkNotifyUrl(url: string | undefined): void {
  if (url === undefined) return;
  const isAddress = /^https?:\/\/\S+$/i.test(url) && URL.canParse(url);
  // URL parsers drop or repair control characters and lone surrogates. A server that calls the URL does not.
  refuseUnless(isAddress && asciiOf(url).length <= 200 && !/[\p{Cc}\p{Cs}]/u.test(url), 'notifyUrl');
}

/** Returns the URL with an ASCII host name: ECPay does not call Chinese host names. */
function asciiOf(url: string): string {
  return /^\p{ASCII}*$/u.test(url) ? url : new URL(url).href;
}

function checkPrintType({ IssueType, PrintType }: IssueData): void {
  if (PrintType === undefined) refuseUnless(IssueType !== '2', 'printType');
  else refuseUnless(PrintType === '1' || PrintType === '2', 'printType');
}

function checkIsImmediate({ IssueType, IsImmediate }: IssueData): void {
  if (IsImmediate === undefined) refuseUnless(IssueType !== '3', 'isImmediate');
  else refuseUnless(IsImmediate === '1' || IsImmediate === '2', 'isImmediate');
}

/**
 * PaymentProvider is not on the page. Public integrations of the escrow profile send it, and so does this package's
 * client.
 */
function checkPaymentProvider({ PaymentProvider }: IssueData, profile: Profile): void {
  if (PaymentProvider === undefined) refuseUnless(profile !== 'escrow', 'paymentProvider');
  else refuseUnless(PaymentProvider === '1' || PaymentProvider === '2', 'paymentProvider');
}
