/** ECPay's TicketType: `1` a pickup voucher (paid for, never lapses), `2` a gift voucher (free, may lapse). */
export type TicketType = '1' | '2';

/** A product as the merchant listed it in ECPay's vendor system. */
export interface Product {
  /** Up to 8 letters and digits. */
  readonly itemNo: string;
  readonly itemName: string;
  /** Face value of one ticket in NT$. */
  readonly price: number;
  readonly ticketType: TicketType;
  readonly onSale: boolean;
}

/** The numbers stand in ECPay's documents; names and prices are a choice. */
const ON_SALE_FROM_THE_START: readonly Product[] = [
  { itemNo: 'VQT04959', itemName: '雙人下午茶券', price: 680, ticketType: '1', onSale: true },
  { itemNo: 'VNS21400', itemName: '溫泉泡湯券', price: 1200, ticketType: '1', onSale: true },
  { itemNo: 'BR103218', itemName: '早餐兌換券', price: 150, ticketType: '1', onSale: true },
  { itemNo: 'CK851236', itemName: '手工蛋糕券', price: 450, ticketType: '1', onSale: true },
  { itemNo: 'GIFT0001', itemName: '甜點招待券', price: 0, ticketType: '2', onSale: true },
  { itemNo: 'GIFT0002', itemName: '飲料招待券', price: 0, ticketType: '2', onSale: true },
  { itemNo: 'OFF00001', itemName: '停售套餐券', price: 500, ticketType: '1', onSale: false },
];

/** What can be sold. One catalogue for all merchants of a sandbox: a choice, real ones have their own. */
export class Catalogue {
  readonly #products = new Map(ON_SALE_FROM_THE_START.map((product) => [product.itemNo, product]));

  find(itemNo: string): Product | undefined {
    return this.#products.get(itemNo);
  }

  /** Sorted by number. */
  all(): Product[] {
    return [...this.#products.values()].sort((a, b) => (a.itemNo < b.itemNo ? -1 : 1));
  }

  /** Lists a product, or changes one. */
  put(product: Product): void {
    this.#products.set(product.itemNo, product);
  }
}
