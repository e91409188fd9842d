import { describe, expect, test } from '@jest/globals';
import { callbackBase, withNotifyUrls } from '../../../workflows/messages/notify-urls.js';
import type { TicketOrder } from '../../../ecticket/index.js';
import { electronicOrder } from '../../support/orders.js';

const BASE = callbackBase('https://shop.example.tw/tickets/');

describe('the notify URLs of an order', () => {
  test('are below the receiver’s base URL by default', () => {
    expect(withNotifyUrls(electronicOrder('A1'), BASE)).toEqual({
      ...electronicOrder('A1'),
      useStatusNotifyUrl: 'https://shop.example.tw/tickets/ecpay/ticket/use-status',
      refundNotifyUrl: 'https://shop.example.tw/tickets/ecpay/ticket/refund',
    });
  });

  test('are the order’s own if it sets them', () => {
    const order = electronicOrder('A1', { refundNotifyUrl: 'https://other.example.tw/refunds' });
    expect(withNotifyUrls(order, BASE)).toMatchObject({
      useStatusNotifyUrl: 'https://shop.example.tw/tickets/ecpay/ticket/use-status',
      refundNotifyUrl: 'https://other.example.tw/refunds',
    });
  });

  test('do not include the refund URL for an order with a freeTradeNo', () => {
    const { merchantTradeNo: _, ...rest } = electronicOrder('A1');
    const order: TicketOrder = { ...rest, freeTradeNo: 'F1' };
    expect(withNotifyUrls(order, BASE)).not.toHaveProperty('refundNotifyUrl');
  });

  test.each(['', 'shop.example.tw', 'ftp://shop.example.tw', 'https://a:b@shop.example.tw', 'https://shop.tw/?a=1'])(
    'cannot have the base "%s"',
    (url) => {
      expect(() => callbackBase(url)).toThrow(TypeError);
    },
  );
});
