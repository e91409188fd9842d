import { checkMerchant, findSwappedKeys, isMerchantId } from './check-merchant.js';
import { InvalidMerchantsError } from './errors/invalid-merchants-error.js';
import { MerchantLookupError } from './errors/merchant-lookup-error.js';
import { UnknownMerchantError } from './errors/unknown-merchant-error.js';
import type {
  Merchant,
  MerchantFunction,
  MerchantPayment,
  MerchantSettings,
  MerchantSource,
  TicketMerchantFunction,
} from './merchant.js';
import { isRecord } from './objects.js';

/** The merchant and the platform of an order. A `platformId` that is blank or `null` means no platform. */
interface MerchantAndPlatform {
  readonly merchantId: string;
  readonly platformId?: string | null | undefined;
}

/**
 * Looks up merchants and their keys by MerchantID.
 *
 * The constructor checks a fixed map. The registry calls a lookup function for every request and checks its result
 * then: cache inside the function if it is slow.
 *
 * @throws InvalidMerchantsError by the constructor, with every problem of a fixed map.
 * @example
 * const merchants = new MerchantRegistry({
 *   '3085676': { profile: 'issueOnly', keys: [{ hashKey: '…', hashIv: '…' }] },
 * });
 */
export class MerchantRegistry {
  readonly #lookup: MerchantLookup;

  /**
   * @param source a fixed map by MerchantID, or a lookup function
   * @param ticketMerchantOf finds the ticket merchant of a payment merchant, for a lookup function whose payment
   *   merchants have other MerchantIDs than its ticket merchants. By default the registry looks up the payment's own
   *   MerchantID. It searches a fixed map.
   */
  constructor(source: MerchantSource, ticketMerchantOf?: TicketMerchantFunction) {
    this.#lookup = typeof source === 'function' ? lookupFromFunction(source, ticketMerchantOf) : lookupFromMap(source);
  }

  /**
   * Returns the merchant with this MerchantID.
   *
   * @throws UnknownMerchantError
   * @throws MerchantLookupError if the lookup function fails
   * @throws InvalidMerchantsError if the lookup function returns unusable settings
   */
  async get(merchantId: string): Promise<Merchant> {
    const merchant = await this.#lookup.byMerchantId(merchantId);
    if (merchant === undefined) throw new UnknownMerchantError(merchantId);
    return merchant;
  }

  /**
   * Returns the merchant whose keys and profile apply to an order: the platform if one acts for the merchant, otherwise
   * the merchant itself. This package assumes so: ECPay's pages do not say whose keys encrypt a platform's requests.
   *
   * @throws as {@link get}; UnknownMerchantError also if the platform's `actsFor` does not contain the merchant.
   */
  async getActing(order: MerchantAndPlatform): Promise<Merchant> {
    const { merchantId } = order;
    const platformId = order.platformId || merchantId;
    const acting = await this.get(platformId);
    const mayAct = platformId === merchantId || acting.actsFor?.includes(merchantId) === true;
    if (!mayAct) throw new UnknownMerchantError(merchantId, platformId);
    return acting;
  }

  /**
   * Returns the ticket merchant whose customers pay at this payment merchant.
   *
   * @throws as {@link get}.
   */
  async getByPaymentMerchantId(paymentMerchantId: string): Promise<Merchant & { readonly payment: MerchantPayment }> {
    const merchant = await this.#lookup.byPaymentMerchantId(paymentMerchantId);
    if (merchant?.payment?.merchantId !== paymentMerchantId) throw new UnknownMerchantError(paymentMerchantId);
    return { ...merchant, payment: merchant.payment };
  }
}

/**
 * Returns a merchant's account in ECPay's payment system, with its keys.
 *
 * @throws as {@link MerchantRegistry.get}; InvalidMerchantsError also if the settings have no `payment`.
 */
export async function getPaymentAccount(merchants: MerchantRegistry, merchantId: string): Promise<MerchantPayment> {
  const { payment } = await merchants.get(merchantId);
  if (payment !== undefined) return payment;
  throw new InvalidMerchantsError([`${merchantId}.payment: missing; write {"keys":[…]} with its payment keys`]);
}

/** Finds merchants and checks their settings. */
interface MerchantLookup {
  byMerchantId(merchantId: string): Promise<Merchant | undefined>;
  /** The caller must check that the merchant's `payment` has this MerchantID. */
  byPaymentMerchantId(paymentMerchantId: string): Promise<Merchant | undefined>;
}

/** @throws InvalidMerchantsError with every problem of every merchant. */
function lookupFromMap(source: Readonly<Record<string, MerchantSettings>>): MerchantLookup {
  if (!isRecord(source)) throw new InvalidMerchantsError(['Pass an object by MerchantID, or a function.']);
  const merchants = new Map<string, Merchant>();
  const problems: string[] = [];
  for (const [id, settings] of Object.entries(source)) {
    const checked = checkMerchant(id, settings);
    if (checked.merchant === undefined) problems.push(...checked.problems);
    else merchants.set(id, checked.merchant);
  }
  const all = [...merchants.values()];
  problems.push(...findSwappedKeys(all), ...findSharedPaymentMerchants(all));
  if (problems.length > 0) throw new InvalidMerchantsError(problems);
  return {
    byMerchantId: (id) => Promise.resolve(merchants.get(id)),
    byPaymentMerchantId: (id) => Promise.resolve(all.find(({ payment }) => payment?.merchantId === id)),
  };
}

function lookupFromFunction(source: MerchantFunction, ticketMerchantOf?: TicketMerchantFunction): MerchantLookup {
  const byMerchantId = async (id: string) => {
    const settings = await callLookup(source, id);
    if (settings === undefined) return undefined;
    const { merchant, problems } = checkMerchant(id, settings);
    if (merchant === undefined) throw new InvalidMerchantsError(problems);
    const swapped = findSwappedKeys([merchant]);
    if (swapped.length > 0) throw new InvalidMerchantsError(swapped);
    return merchant;
  };
  return {
    byMerchantId,
    byPaymentMerchantId: async (paymentMerchantId) => {
      const id = ticketMerchantOf ? await callLookup(ticketMerchantOf, paymentMerchantId) : paymentMerchantId;
      return id === undefined ? undefined : await byMerchantId(id);
    },
  };
}

/**
 * Calls a lookup function, but not for a text that cannot be a MerchantID: a forged callback may contain anything.
 *
 * @throws MerchantLookupError
 */
async function callLookup<Result>(
  find: (id: string) => Promise<Result | undefined>,
  id: string,
): Promise<Result | undefined> {
  if (!isMerchantId(id)) return undefined;
  try {
    return (await find(id)) ?? undefined;
  } catch (error) {
    throw new MerchantLookupError(id, error instanceof Error ? error.name : typeof error);
  }
}

/**
 * A payment notification names only the payment merchant, so each payment merchant must belong to one ticket merchant.
 */
function findSharedPaymentMerchants(merchants: readonly Merchant[]): string[] {
  const ticketMerchants = new Map<string, string>();
  return merchants.flatMap(({ merchantId, payment }) => {
    const first = payment && ticketMerchants.get(payment.merchantId);
    if (payment && first === undefined) ticketMerchants.set(payment.merchantId, merchantId);
    if (payment === undefined || first === undefined) return [];
    return [
      `${merchantId}.payment: ${payment.merchantId} already takes the payments of ${first}; ` +
        `a payment merchant belongs to one ticket merchant`,
    ];
  });
}
