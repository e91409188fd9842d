/** Malformed callbacks, payments and workflow messages that contain personal data. */
import { RawValue } from '@temporalio/common';
import { Client } from '@temporalio/client';
import { encryptedDataConverter, parseCodecKeys } from '../../../codec/index.js';
import { CALLBACK_PATHS } from '../../../client/notify-urls.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { callbackBody, type CallbackParts } from '../../support/callback-requests.js';
import { electronicOrder } from '../../support/orders.js';
import { aioBody, embeddedBody, PAYMENT_KEYS } from '../../support/payment-notices.js';
import { ESCROW, PAYMENTS, ISSUE_ONLY } from './keys.js';
import { PAID, FAST_POLLS, untilStuck, WAIT, type Scenario, type Context } from './scenario.js';

async function placeUnpaidOrder({ secrets, ecticket }: Context, tradeNo: string) {
  const order = electronicOrder(tradeNo, { merchantId: ISSUE_ONLY, ...secrets.person(`of ${tradeNo}`) });
  return await ecticket.placeOrder({ order, payment: { amount: 1360 }, timing: FAST_POLLS });
}

/** Malformed messages, sent with Temporal's client. */
const malformedMessages: Scenario = async (context) => {
  const { deployment, secrets } = context;
  const malformed = { tickets: secrets.text('malformed tickets'), amount: secrets.text('a malformed amount') };
  const { ref, workflowId } = await placeUnpaidOrder(context, 'Garbage1');
  const handle = deployment.temporal.workflow.getHandle(workflowId);
  const requests = [
    handle.query('order', malformed),
    handle.query('orders', malformed),
    handle.executeUpdate('redeem', { args: [malformed] }),
    handle.executeUpdate('abandon', { args: [malformed] }),
    handle.executeUpdate('redeemed', { args: [malformed] }),
  ];
  await Promise.allSettled(requests);
  await handle.signal('callbackReceived', { kind: malformed, data: malformed });
  await handle.signal('paid', malformed);
  await handle.signal('paymentConfirmed', malformed);
  await context.ecticket.waitForStatus(ref, 'needsAttention', WAIT);
};

/** Truncated JSON: the parser's error quotes it. */
const malformedJson: Scenario = async (context) => {
  const { deployment, secrets } = context;
  const { ref, workflowId } = await placeUnpaidOrder(context, 'Garbage2');
  const encoding = Buffer.from('json/plain');
  const data = Buffer.from(`${secrets.text('truncated JSON')}"`);
  const malformed = RawValue.fromPayload({ metadata: { encoding }, data });
  await deployment.temporal.workflow.getHandle(workflowId).signal('paymentConfirmed', malformed);
  await untilStuck(context, ref);
};

/** A signal that is encrypted with a key that no worker has. */
const unknownCodecKey: Scenario = async (context) => {
  const { deployment, secrets } = context;
  const dataConverter = encryptedDataConverter(parseCodecKeys(`z:${secrets.bytes('a foreign codec key')}`));
  const { connection } = deployment.temporal;
  const { ref } = await placeUnpaidOrder(context, 'Garbage3');
  const handle = new Client({ connection, dataConverter }).workflow.getHandle(workflowIdOf(ref));
  await handle.signal('paymentConfirmed', { reference: secrets.externalTexts('an undecryptable reference') });
  await untilStuck(context, ref);
};

const malformedCallbacks: Scenario = async ({ deployment, secrets, ecticket, receiver }) => {
  const { customerName, customerPhone, customerEmail, customerAddress } = secrets.person(
    'person in malformed callbacks',
  );
  const personalData = `${customerName} ${customerPhone} ${customerEmail} ${customerAddress}`;
  const post = (kind: keyof typeof CALLBACK_PATHS, body: string) =>
    fetch(receiver + CALLBACK_PATHS[kind], { method: 'POST', body });
  const keys = deployment.keys.pairOf.get(ISSUE_ONLY);
  const parts: CallbackParts = { merchantId: ISSUE_ONLY, ...(keys && { keys }) };
  const escrowKeys = deployment.keys.pairOf.get(ESCROW);
  const about = (MerchantTradeNo: string) => ({
    ...{ MerchantID: ISSUE_ONLY, MerchantTradeNo },
    ...{ CustomerName: customerName, CustomerPhone: customerPhone, CustomerEmail: customerEmail },
    ...{ CustomerAddress: customerAddress, TicketNo: customerName },
  });

  const order = electronicOrder('Posted1', { merchantId: ISSUE_ONLY, ...secrets.person('of Posted1') });
  const { ref } = await ecticket.placeOrder({ order, payment: PAID, timing: FAST_POLLS });
  await ecticket.waitForStatus(ref, 'active', WAIT);
  await post('useStatus', callbackBody(about('Posted1'), parts));
  await post('useStatus', callbackBody(about('Nowhere1'), parts));
  await post('refund', callbackBody(about(customerName), parts));
  await post('refund', callbackBody([personalData], parts));
  await post('refund', callbackBody(about('Posted1'), { ...parts, ...(escrowKeys && { keys: escrowKeys }) }));
  await post('refund', callbackBody(about('Posted1'), { ...parts, merchantId: '9999999' }));
  await post('refund', personalData.repeat(2000));
  await post('refund', JSON.stringify(personalData));

  const aio = { MerchantID: PAYMENTS, CustomField1: personalData, MerchantTradeNo: 'Nowhere2' };
  const notPaid = { ...aio, RtnCode: '10100058', RtnMsg: personalData };
  for (const each of [aio, notPaid, { ...notPaid, TradeAmt: personalData }, { ...aio, SimulatePaid: '1' }])
    await post('aioPayment', aioBody(each, deployment.keys.paymentPair));
  await post('aioPayment', aioBody(aio, PAYMENT_KEYS));
  await post('aioPayment', aioBody({ ...aio, TradeAmt: personalData }, deployment.keys.paymentPair));
  const refusal = {
    data: { MerchantID: PAYMENTS, RtnCode: 10_100_058, RtnMsg: personalData },
    envelope: { MerchantID: PAYMENTS },
  };
  await post('embeddedPayment', embeddedBody(refusal, deployment.keys.paymentPair));
  await post(
    'embeddedPayment',
    embeddedBody({ ...refusal, envelope: { MerchantID: PAYMENTS, TransCode: 0, TransMsg: personalData } }),
  );
};

export const INVALID_INPUT = [malformedMessages, malformedJson, unknownCodecKey, malformedCallbacks];
