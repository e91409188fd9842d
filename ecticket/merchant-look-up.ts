import { checkMerchant, isMerchantId } from './check-merchant.js';
import { InvalidMerchantsError } from './errors/invalid-merchants-error.js';
import { MerchantLookupError } from './errors/merchant-lookup-error.js';
import { swappedKeys } from './swapped-keys.js';
import type { Merchant, MerchantFunction, MerchantSettings, TicketMerchantFunction } from './merchant.js';
import { isRecord } from './is-record.js';

/** Finds merchants whose settings are checked. */
export interface MerchantLookUp {
  byMerchantId(merchantId: string): Promise<Merchant | undefined>;
  /** The one whose customers may pay there; that its `payment` is that merchant's is for the caller to check. */
  byPaymentMerchantId(paymentMerchantId: string): Promise<Merchant | undefined>;
}

/** @throws InvalidMerchantsError with all mistakes of all merchants. */
export function lookUpIn(source: Readonly<Record<string, MerchantSettings>>): MerchantLookUp {
  if (!isRecord(source)) throw new InvalidMerchantsError(['Give an object by MerchantID, or a function.']);
  const merchants = new Map<string, Merchant>();
  const mistakes: string[] = [];
  for (const [id, settings] of Object.entries(source)) {
    const checked = checkMerchant(id, settings);
    if (checked.merchant === undefined) mistakes.push(...checked.mistakes);
    else merchants.set(id, checked.merchant);
  }
  const all = [...merchants.values()];
  mistakes.push(...swappedKeys(all), ...sharedPayments(all));
  if (mistakes.length > 0) throw new InvalidMerchantsError(mistakes);
  return {
    byMerchantId: (id) => Promise.resolve(merchants.get(id)),
    byPaymentMerchantId: (id) => Promise.resolve(all.find(({ payment }) => payment?.merchantId === id)),
  };
}

export function lookUpBy(source: MerchantFunction, ticketMerchantOf?: TicketMerchantFunction): MerchantLookUp {
  const byMerchantId = async (id: string) => {
    const settings = await ask(source, id);
    if (settings === undefined) return undefined;
    const { merchant, mistakes } = checkMerchant(id, settings);
    if (merchant === undefined) throw new InvalidMerchantsError(mistakes);
    const mixUps = swappedKeys([merchant]);
    if (mixUps.length > 0) throw new InvalidMerchantsError(mixUps);
    return merchant;
  };
  return {
    byMerchantId,
    byPaymentMerchantId: async (paymentMerchantId) => {
      const id = ticketMerchantOf ? await ask(ticketMerchantOf, paymentMerchantId) : paymentMerchantId;
      return id === undefined ? undefined : await byMerchantId(id);
    },
  };
}

/**
 * A stranger's callback may name anything: what cannot be a MerchantID is not worth a look into the merchant's database.
 *
 * @throws MerchantLookupError
 */
async function ask<Found>(find: (id: string) => Promise<Found | undefined>, id: string): Promise<Found | undefined> {
  if (!isMerchantId(id)) return undefined;
  try {
    return (await find(id)) ?? undefined;
  } catch (error) {
    throw new MerchantLookupError(id, error instanceof Error ? error.name : typeof error);
  }
}

/** A payment names its own merchant and a trade number, so that one merchant's tickets must follow from it. */
function sharedPayments(merchants: readonly Merchant[]): string[] {
  const takenBy = new Map<string, string>();
  return merchants.flatMap(({ merchantId, payment }) => {
    const first = payment && takenBy.get(payment.merchantId);
    if (payment && first === undefined) takenBy.set(payment.merchantId, merchantId);
    if (payment === undefined || first === undefined) return [];
    return [
      `${merchantId}.payment: ${payment.merchantId} takes the payments for ${first} already, and can for one only`,
    ];
  });
}
