/** ECPay's TicketType: `1` is a pickup voucher (paid, never expires), `2` is a gift voucher (free, may expire). */
export type TicketType = '1' | '2';

/** An item as the merchant lists it in ECPay's back office. */
export interface CatalogueItem {
  /** Up to 8 letters and digits. */
  readonly itemNo: string;
  readonly itemName: string;
  /** Face value of one ticket in NT$. */
  readonly price: number;
  readonly ticketType: TicketType;
  readonly onSale: boolean;
}

/** The item numbers are from ECPay's documents. The names and prices are the sandbox's choice. */
const INITIAL_ITEMS: readonly CatalogueItem[] = [
  { itemNo: 'VQT04959', itemName: '雙人下午茶券', price: 680, ticketType: '1', onSale: true },
  { itemNo: 'VNS21400', itemName: '溫泉泡湯券', price: 1200, ticketType: '1', onSale: true },
  { itemNo: 'BR103218', itemName: '早餐兌換券', price: 150, ticketType: '1', onSale: true },
  { itemNo: 'CK851236', itemName: '手工蛋糕券', price: 450, ticketType: '1', onSale: true },
  { itemNo: 'GIFT0001', itemName: '甜點招待券', price: 0, ticketType: '2', onSale: true },
  { itemNo: 'GIFT0002', itemName: '飲料招待券', price: 0, ticketType: '2', onSale: true },
  { itemNo: 'OFF00001', itemName: '停售套餐券', price: 500, ticketType: '1', onSale: false },
];

/**
 * The items on sale. All merchants of a sandbox share one catalogue, which is the sandbox's choice; at ECPay each
 * merchant has its own.
 */
export class Catalogue {
  readonly #items = new Map(INITIAL_ITEMS.map((item) => [item.itemNo, item]));

  find(itemNo: string): CatalogueItem | undefined {
    return this.#items.get(itemNo);
  }

  /** Returns all items, sorted by item number. */
  all(): CatalogueItem[] {
    return [...this.#items.values()].sort((a, b) => (a.itemNo < b.itemNo ? -1 : 1));
  }

  /** Adds or replaces an item. */
  put(item: CatalogueItem): void {
    this.#items.set(item.itemNo, item);
  }
}
