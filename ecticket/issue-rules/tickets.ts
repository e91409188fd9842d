import { broken, checkEachItem, type Rule } from './draft.js';

const CONVENIENCE_STORE_LIMIT = 8;
const LIMIT = 100;

/** Not on the page, which does not think of an order without anything. */
export const atLeastOneItemRule: Rule = ({ TicketInfo }) =>
  TicketInfo?.length === 0 ? [broken('atLeastOneItem', ['TicketInfo'], 'Add the products that are to be issued.')] : [];

/** 8 or 100 in all; a type that cannot be read is held to 100, since none allows more. */
export const ticketsPerOrderRule: Rule = ({ IssueType, TicketInfo }) => {
  const limit = IssueType === '1' ? CONVENIENCE_STORE_LIMIT : LIMIT;
  const tickets = (TicketInfo ?? []).reduce((total, { TicketAmount }) => total + (TicketAmount ?? 0), 0);
  if (tickets <= limit) return [];
  return [
    broken('ticketsPerOrder', ['TicketInfo'], `Issue at most ${limit} in this order, the others in further orders.`),
  ];
};

export const itemNoUniqueRule: Rule = (order) => {
  const seen = new Set<string>();
  return checkEachItem(order, ({ ItemNo }, place) => {
    if (ItemNo === undefined || ItemNo === null) return [];
    if (!seen.has(ItemNo)) {
      seen.add(ItemNo);
      return [];
    }
    return [broken('itemNoUnique', [...place, 'ItemNo'], 'Put the tickets of one product together in one item.')];
  });
};
