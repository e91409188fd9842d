import { describe, expect, test } from '@jest/globals';
import { catalogueOf } from '../../../ecticket/index.js';
import { ecpay } from './ecpay-double.js';

const merchant = { merchantId: '3085676' };
const TEA = { ItemNo: 'VQT04959', ItemName: '雙人下午茶券', TicketPrice: 680, TicketType: '1', ItemStatus: '1' };

describe('the catalogue', () => {
  test('has name, price, kind and sale state of each item that ECPay has', async () => {
    const gift = { ItemNo: 'GIFT0001', ItemName: '甜點招待券', TicketPrice: '0', TicketType: 2, ItemStatus: 0 };
    const { api, requests } = await ecpay(() => ({ TotalCount: 2, ItemList: [TEA, gift] }));
    const entries = await catalogueOf(api, merchant, ['VQT04959', 'GIFT0001', 'NOPE', 'VQT04959']);
    expect([...entries]).toStrictEqual([
      ['VQT04959', { name: '雙人下午茶券', price: 680, voucher: 'pickup', onSale: true }],
      ['GIFT0001', { name: '甜點招待券', price: 0, voucher: 'gift', onSale: false }],
    ]);
    expect(requests.map(({ data }) => data)).toEqual([
      {
        ...{ MerchantID: '3085676', PageNum: 1, ItemStatus: '2' },
        ItemList: [{ ItemNo: 'VQT04959' }, { ItemNo: 'GIFT0001' }, { ItemNo: 'NOPE' }],
      },
    ]);
  });

  test('requests 20 items per call, with as few calls as possible', async () => {
    const itemNos = Array.from({ length: 45 }, (_, index) => `MANY${index}`);
    const { api, requests } = await ecpay(({ data }) => {
      const first = (Number(data['PageNum']) - 1) * 20;
      return { TotalCount: 45, ItemList: itemNos.slice(first, first + 20).map((ItemNo) => ({ ...TEA, ItemNo })) };
    });
    await expect(catalogueOf(api, merchant, itemNos)).resolves.toHaveProperty('size', 45);
    expect(requests).toHaveLength(3);
  });

  test('does not report items as unknown if ECPay lists its whole catalogue', async () => {
    const page = Array.from({ length: 20 }, (_, index) => ({ ...TEA, ItemNo: `OTHER${index}` }));
    const { api, requests } = await ecpay(() => ({ TotalCount: 5_000, ItemList: page }));
    await expect(catalogueOf(api, merchant, ['VQT04959'])).rejects.toMatchObject({ code: 'NOT_AN_ECPAY_REPLY' });
    expect(requests).toHaveLength(1);
  });

  test.each<[string, Record<string, unknown>]>([
    ['under another name', { TotalCount: 1, Items: [TEA] }],
    ['with words that are not known', { ItemList: [{ ...TEA, TicketType: '9', ItemStatus: 'on', TicketPrice: '?' }] }],
  ])('is read leniently: %s', async (_how, answer) => {
    const { api } = await ecpay(() => answer);
    const entries = await catalogueOf(api, merchant, ['VQT04959']);
    expect(entries.get('VQT04959')).toMatchObject({ name: '雙人下午茶券' });
  });

  test.each<[Record<string, unknown>]>([
    [{}],
    [{ TotalCount: 1 }],
    [{ TotalCount: 1, ItemList: [{ Number: 'VQT04959' }] }],
    [{ ItemList: 'VQT04959' }],
  ])('calls no item unknown where nothing can be read: %j', async (answer) => {
    const { api } = await ecpay(() => answer);
    await expect(catalogueOf(api, merchant, ['VQT04959'])).rejects.toMatchObject({ code: 'NOT_AN_ECPAY_REPLY' });
  });

  test('reports an item as unknown if ECPay has none', async () => {
    const { api } = await ecpay(() => ({ TotalCount: 0, ItemList: null }));
    await expect(catalogueOf(api, merchant, ['NOPE'])).resolves.toHaveProperty('size', 0);
  });

  test('sends nothing without items', async () => {
    const { api, requests } = await ecpay(() => ({}));
    await expect(catalogueOf(api, merchant, [])).resolves.toHaveProperty('size', 0);
    expect(requests).toEqual([]);
  });
});
