import { createDecipheriv } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aioCheckMacValue } from '../../../sandbox/index.js';
import { STAGE_PAYMENT_MERCHANT } from '../../../sandbox/payments/payment-merchant.js';
import { embeddedData } from './support/embedded-client.js';
import { startParts, type Parts } from './support/parts.js';
import { answerText, startReceiver, type Receiver } from './support/receiver.js';

describe('payment notifications', () => {
  let parts: Parts;
  let receiver: Receiver;
  beforeEach(async () => {
    [parts, receiver] = await Promise.all([startParts(), startReceiver()]);
    receiver.answerWith(answerText(200, '1|OK'));
  });
  afterEach(() => Promise.all([parts.close(), receiver.close()]));

  const pay = (changes: object) =>
    parts.control('POST', '/payments', { merchantTradeNo: 'T1', amount: 1_360, notifyUrl: receiver.url, ...changes });

  test('of AIO are a signed form', async () => {
    await expect(pay({ kind: 'aio' })).resolves.toMatchObject({
      status: 200,
      body: { answered: true, answer: '1|OK' },
    });
    const [received] = receiver.received;
    expect(received?.contentType).toBe('application/x-www-form-urlencoded');
    const form = Object.fromEntries(new URLSearchParams(received?.body));
    expect(form).toMatchObject({
      ...{ MerchantID: '3002607', MerchantTradeNo: 'T1', RtnCode: '1', TradeAmt: '1360', SimulatePaid: '0' },
      TradeNo: expect.stringMatching(/^\d{20}$/),
      PaymentDate: expect.stringMatching(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d$/),
    });
    expect(form['CheckMacValue']).toBe(aioCheckMacValue(form, STAGE_PAYMENT_MERCHANT));
  });

  test('of the embedded checkout are JSON with encrypted Data and no checksum', async () => {
    await pay({ kind: 'embedded', simulate: true });
    const [received] = receiver.received;
    expect(received?.contentType).toBe('application/json');
    const envelope = JSON.parse(received?.body ?? '') as Record<string, unknown>;
    expect(envelope).toMatchObject({ MerchantID: '3002607', TransCode: 1 });
    expect(envelope).not.toHaveProperty('CheckMacValue');
    // Decrypted with Node's crypto, to prove that key and cipher are the documented ones.
    const { hashKey, hashIv } = STAGE_PAYMENT_MERCHANT;
    const decipher = createDecipheriv('aes-128-cbc', hashKey, hashIv);
    const opened = decipher.update(String(envelope['Data']), 'base64', 'utf8') + decipher.final('utf8');
    expect(JSON.parse(decodeURIComponent(opened))).toMatchObject({
      ...{ RtnCode: 1, MerchantID: '3002607', SimulatePaid: 1 },
      OrderInfo: { MerchantTradeNo: 'T1', TradeAmt: 1_360, TradeStatus: '1' },
    });
  });

  const notice = () => Object.fromEntries(new URLSearchParams(receiver.received.at(-1)?.body));

  test.each<[string, Record<string, unknown>]>([
    ['credit', { PaymentType: 'Credit_CreditCard' }],
    ['installment', { PaymentType: 'Credit_CreditCard', stage: '3', stast: '454', staed: '453' }],
    ['periodic', { PaymentType: 'Credit_CreditCard', PeriodType: 'M', Frequency: '1', ExecTimes: '12' }],
    ['atm', { PaymentType: 'ATM_TAISHIN' }],
    ['cvs', { PaymentType: 'CVS_CVS' }],
    ['barcode', { PaymentType: 'BARCODE_BARCODE' }],
    ['twqr', { PaymentType: 'TWQR_OPAY' }],
  ])('report the method %s, at AIO and at the embedded checkout', async (method, fields) => {
    await pay({ kind: 'aio', method });
    expect(notice()).toMatchObject({ RtnCode: '1', ...fields });
    expect('stage' in notice() || 'PeriodType' in notice()).toBe(['installment', 'periodic'].includes(method));
    expect(notice()['CheckMacValue']).toBe(aioCheckMacValue(notice(), STAGE_PAYMENT_MERCHANT));

    await pay({ kind: 'embedded', method });
    const { Data } = JSON.parse(receiver.received.at(-1)?.body ?? '') as { Data: string };
    const isCard = fields['PaymentType'] === 'Credit_CreditCard';
    const embedded = embeddedData(Data);
    expect(embedded).toMatchObject({
      OrderInfo: { PaymentType: String(fields['PaymentType']).split('_')[0], TradeStatus: '1' },
      ...(isCard && { CardInfo: { Stage: method === 'installment' ? 3 : 0 } }),
    });
    expect(Object.hasOwn(embedded as object, 'CardInfo')).toBe(isCard);
  });

  test('of refused payments have another RtnCode', async () => {
    await pay({ kind: 'aio', refuse: true });
    expect(notice()).toMatchObject({ RtnCode: '10100058', RtnMsg: '付款失敗', SimulatePaid: '0' });
    await pay({ kind: 'embedded', refuse: true });
    const { Data } = JSON.parse(receiver.received.at(-1)?.body ?? '') as { Data: string };
    expect(embeddedData(Data)).toMatchObject({ RtnCode: 10100058, OrderInfo: { TradeStatus: '0', PaymentDate: '' } });
    await expect(pay({ kind: 'aio', refuse: true, simulate: true })).resolves.toMatchObject({ status: 400 });
  });

  test('of simulated payments have SimulatePaid 1', async () => {
    await pay({ kind: 'aio', simulate: true });
    expect(new URLSearchParams(receiver.received[0]?.body).get('SimulatePaid')).toBe('1');
  });

  test('of another payment merchant are signed with its keys', async () => {
    await parts.close();
    const aio = { merchantId: '2000132', hashKey: '5294y06JbISpM5x9', hashIv: 'v77hoKGq4kWxNNIS' };
    parts = await startParts({ paymentMerchants: { aio } });
    await pay({ kind: 'aio' });
    const form = Object.fromEntries(new URLSearchParams(receiver.received[0]?.body));
    expect(form).toMatchObject({ MerchantID: '2000132', CheckMacValue: aioCheckMacValue(form, aio) });
  });

  test.each([
    [200, 'OK'],
    [200, '1|OK\n'],
    [500, '1|OK'],
  ])('are not acknowledged by HTTP %i %j', async (status, answer) => {
    receiver.answerWith(answerText(status, answer));
    await expect(pay({ kind: 'aio' })).resolves.toMatchObject({ status: 200, body: { answered: false } });
  });

  test('that cannot be delivered report what went wrong', async () => {
    await expect(pay({ kind: 'aio', notifyUrl: 'http://127.0.0.1:9/' })).resolves.toMatchObject({
      status: 200,
      body: { answered: false, problem: expect.stringMatching(/ECONNREFUSED/) },
    });
  });
});
