import { describe, expect, test } from '@jest/globals';
import { ecpay } from './ecpay-double.js';
import { REF } from './support.js';

describe('an order of many tickets', () => {
  const ticket = (nth: number) => ({ TicketNo: `T${nth}`, UseStatus: 1, TicketType: 1, TicketAmount: 10 });
  const tickets = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => ticket(from + index));
  const record = (TotalCount: number | undefined, TicketList: unknown[]) => ({
    TicketTradeNo: 'X',
    TotalCount,
    TicketList,
  });

  test('is put together from all its pages', async () => {
    const { api, requests } = await ecpay(({ data }) => {
      const page = Number(data['PageNum']);
      return record(450, tickets((page - 1) * 200, Math.min(page * 200, 450)));
    });
    const order = await api.queryOrder(REF);
    expect(order.tickets.map(({ ticketNo }) => ticketNo)).toEqual(tickets(0, 450).map(({ TicketNo }) => TicketNo));
    expect(requests.map(({ data }) => data['PageNum'])).toEqual([1, 2, 3]);
  });

  test('is put together without a TotalCount, until a page is not full', async () => {
    const { api, requests } = await ecpay(({ data }) =>
      record(undefined, data['PageNum'] === 1 ? tickets(0, 200) : []),
    );
    expect((await api.queryOrder(REF)).tickets).toHaveLength(200);
    expect(requests).toHaveLength(2);
  });

  test('has each ticket once, where pages overlap', async () => {
    const { api } = await ecpay(({ data }) => record(250, data['PageNum'] === 1 ? tickets(0, 200) : tickets(190, 250)));
    expect((await api.queryOrder(REF)).tickets).toHaveLength(250);
  });

  test('whose first page repeats fails, because half an order is not an order', async () => {
    const { api, requests } = await ecpay(() => record(1000, tickets(0, 200)));
    await expect(api.queryOrder(REF)).rejects.toMatchObject({
      code: 'NOT_AN_ECPAY_REPLY',
      reason: 'unexpectedData',
      problems: ['TicketList: 200 of 1000 tickets on all pages together'],
    });
    expect(requests).toHaveLength(2);
  });

  test.each([1e9, undefined])('that has no last page fails after 50 pages (TotalCount %s)', async (totalCount) => {
    const { api, requests } = await ecpay(({ data }) => {
      const page = Number(data['PageNum']);
      return record(totalCount, tickets(page * 200, page * 200 + 200));
    });
    await expect(api.queryOrder(REF)).rejects.toMatchObject({
      code: 'NOT_AN_ECPAY_REPLY',
      problems: ['TicketList: more than 50 pages'],
    });
    expect(requests).toHaveLength(50);
  });

  test('whose last page names more tickets than the first fails if they are not there', async () => {
    const { api } = await ecpay(({ data }) =>
      data['PageNum'] === 1 ? record(undefined, tickets(0, 200)) : record(300, tickets(200, 250)),
    );
    await expect(api.queryOrder(REF)).rejects.toMatchObject({
      problems: ['TicketList: 250 of 300 tickets on all pages together'],
    });
  });

  test('whose second page is of another order fails', async () => {
    const { api } = await ecpay(({ data }) =>
      data['PageNum'] === 1
        ? record(250, tickets(0, 200))
        : { ...record(250, tickets(200, 250)), TicketTradeNo: 'another' },
    );
    await expect(api.queryOrder(REF)).rejects.toMatchObject({ problems: ['TicketTradeNo: differs between pages'] });
  });

  test('without a ticket is an order too', async () => {
    const { api } = await ecpay(() => record(0, []));
    expect((await api.queryOrder(REF)).tickets).toEqual([]);
  });
});
