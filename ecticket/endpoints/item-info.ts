import { z } from 'zod';
import { optionalText, optionalWholeNumber } from './lenient.js';

/**
 * A product as QueryItemInfo and BatchQueryItemInfo tell of it. Their own names are not public: these are the names that
 * ECPay's other pages have for the same things. What cannot be read is missing, and everything else passes through.
 */
export const itemInfoFields = {
  ItemNo: optionalText.catch(undefined),
  ItemName: optionalText.catch(undefined),
  /** Face value, NT$. */
  TicketPrice: optionalWholeNumber.catch(undefined),
  /** 1 pickup voucher, 2 gift voucher. */
  TicketType: optionalText.catch(undefined),
  /** 0 off sale, 1 on sale. */
  ItemStatus: optionalText.catch(undefined),
};

const itemInfo = z.looseObject(itemInfoFields);

export type ItemInfo = z.infer<typeof itemInfo>;

/** A list of products, wherever in the reply it is: that it is called ItemList, as in the request, is a reading. */
export function itemListIn(reply: Readonly<Record<string, unknown>>): ItemInfo[] | undefined {
  const list = z.array(itemInfo);
  const isList = (value: unknown) => Array.isArray(value) && list.safeParse(value).success;
  const found = isList(reply['ItemList']) ? reply['ItemList'] : Object.values(reply).find(isList);
  return found === undefined ? undefined : list.parse(found);
}
