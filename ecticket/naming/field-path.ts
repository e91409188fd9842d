import type { Path } from '../shape.js';
import { OUR_FIELDS, OUR_ITEM_FIELDS, REQUEST_FIELDS } from './tables.js';

/** A place in the Data of any request, in our names: `TicketInfo[0].TicketAmount` is `items[0].quantity`. */
export function fieldPath(path: Path): Path {
  const [field, index, itemField] = path;
  if (field === undefined) return [];
  const ours = translated(OUR_FIELDS, field);
  if (index === undefined) return [ours];
  // ECPay's list of product numbers holds objects, ours the numbers themselves.
  if (itemField === undefined || field === REQUEST_FIELDS.itemNos) return [ours, index];
  return [ours, index, translated(OUR_ITEM_FIELDS, itemField)];
}

function translated(table: ReadonlyMap<string, string>, name: PropertyKey): PropertyKey {
  return table.get(String(name)) ?? name;
}
