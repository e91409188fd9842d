import { describe, expect, test } from '@jest/globals';
import { callbackBase, withNotifyUrls } from '../../../workflows/messages/notify-urls.js';
import type { TicketOrder } from '../../../ecticket/index.js';
import { electronicOrder } from '../../support/orders.js';

const BASE = callbackBase('https://shop.example.tw/tickets/');

describe('the addresses that ECPay calls', () => {
  test('are below the base, where an order names none', () => {
    expect(withNotifyUrls(electronicOrder('A1'), BASE)).toEqual({
      ...electronicOrder('A1'),
      useStatusNotifyUrl: 'https://shop.example.tw/tickets/ecpay/ticket/use-status',
      refundNotifyUrl: 'https://shop.example.tw/tickets/ecpay/ticket/refund',
    });
  });

  test("are the order's own, where it names one", () => {
    const order = electronicOrder('A1', { refundNotifyUrl: 'https://other.example.tw/refunds' });
    expect(withNotifyUrls(order, BASE)).toMatchObject({
      useStatusNotifyUrl: 'https://shop.example.tw/tickets/ecpay/ticket/use-status',
      refundNotifyUrl: 'https://other.example.tw/refunds',
    });
  });

  test('do not include refunds for an order that costs nothing', () => {
    const { merchantTradeNo: _, ...rest } = electronicOrder('A1');
    const order: TicketOrder = { ...rest, freeTradeNo: 'F1' };
    expect(withNotifyUrls(order, BASE)).not.toHaveProperty('refundNotifyUrl');
  });

  test.each(['', 'shop.example.tw', 'ftp://shop.example.tw', 'https://a:b@shop.example.tw', 'https://shop.tw/?a=1'])(
    'cannot be below "%s"',
    (url) => {
      expect(() => callbackBase(url)).toThrow(TypeError);
    },
  );
});
