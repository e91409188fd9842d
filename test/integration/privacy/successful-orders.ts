/** Orders without faults: every kind of payment and issue type, ticket actions, an adoption, and a long history. */
import { randomBytes } from 'node:crypto';
import { CALLBACK_PATHS, withNotifyUrls } from '../../../client/notify-urls.js';
import { naming } from '../../../ecticket/index.js';
import { callbackReceived } from '../../../workflows/messages/workflow.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { embeddedBody } from '../../support/payment-notices.js';
import {
  convenienceStoreOrder,
  dayInTaipei,
  electronicOrder,
  giftOrder,
  paperOrder,
  serialNumberOrder,
} from '../../support/orders.js';
import { ESCROW, PAYMENTS, ISSUE_ONLY } from './keys.js';
import { PAID, FAST_POLLS, WAIT, waitUntil, type Scenario, type Context } from './scenario.js';

const issueOnly = { merchantId: ISSUE_ONLY } as const;
const escrow = { merchantId: ESCROW, paymentProvider: 'ecpay' } as const;
/** NT$ for three vouchers. */
const PRICE = 2040;

async function pay({ deployment, receiver }: Context, merchantTradeNo: string): Promise<void> {
  const notifyUrl = receiver + CALLBACK_PATHS.aioPayment;
  await deployment.control('payments', { kind: 'aio', merchantTradeNo, amount: PRICE, notifyUrl });
}

const merchantTicketActions: Scenario = async ({ deployment, secrets, ecticket }) => {
  const person = secrets.person('customer of the ticket actions');
  await deployment.control('faults', { on: '/api/Ticket/WriteOff', kind: 'resetAfter', tradeNo: 'Counter1' });
  const order = electronicOrder('Counter1', { ...escrow, ...person, items: [{ itemNo: 'VNS21400', quantity: 3 }] });
  const { ref } = await ecticket.placeOrder({ order, payment: PAID, timing: FAST_POLLS });
  const { tickets } = await ecticket.waitForStatus(ref, 'active', WAIT);
  const [one, other] = tickets;
  const scanned = { tickets: { writeOffNo: one?.writeOffNo ?? '' } };
  const given = { tickets: { ticketNo: other?.ticketNo ?? '' } };
  await ecticket.redeem(ref, scanned);
  await ecticket.redeem(ref, scanned).catch(() => undefined);
  await ecticket.cancelRedemption(ref, { ...scanned, reason: secrets.text('reason of the cancelled redemption') });
  await ecticket.refund(ref, { ...given, fee: 100, reason: secrets.text('reason of the refund') });
  await ecticket.cancelRefund(ref, { ...given, reason: secrets.text('reason of the cancelled refund') });
  await ecticket.redeem(ref, { tickets: { count: 3 } });
  await ecticket.waitForStatus(ref, 'settled', WAIT);
};

const paidByAio: Scenario = async (context) => {
  const { deployment, secrets, ecticket } = context;
  const person = secrets.person('customer who pays by AIO');
  const order = { ...convenienceStoreOrder('Aio1'), ...issueOnly, ...person };
  const timing = { ...FAST_POLLS, paymentCheckInterval: 200 };
  const { ref } = await ecticket.placeOrder({ order, payment: { amount: PRICE, doubleCheck: true }, timing });
  await pay(context, 'Aio1');
  await ecticket.waitForStatus(ref, 'active', WAIT);
  await deployment.control('orders/Aio1/redeem', { count: 3 });
  await ecticket.waitForStatus(ref, 'settled', WAIT);
};

const paidByEmbeddedCheckout: Scenario = async ({ deployment, secrets, ecticket, receiver }) => {
  const person = secrets.person('customer of the paper tickets');
  const order = { ...paperOrder('Embedded1'), ...issueOnly, ...person, printedBy: 'ecpay' as const };
  const { ref } = await ecticket.placeOrder({ order, payment: { amount: 2400 }, timing: FAST_POLLS });
  const { customerName: Name, customerPhone: Phone, customerEmail: Email } = secrets.stranger('card holder');
  const notice = {
    data: { MerchantID: PAYMENTS, ConsumerInfo: { Name, Phone, Email } },
    orderInfo: { MerchantTradeNo: 'Embedded1', TradeAmt: 2400 },
    envelope: { MerchantID: PAYMENTS },
  };
  await deployment.control('payments', { kind: 'embedded', merchantTradeNo: 'Embedded1', amount: 2400 });
  const body = embeddedBody(notice, deployment.keys.paymentPair);
  await fetch(receiver + CALLBACK_PATHS.embeddedPayment, { method: 'POST', body });
  await ecticket.waitForStatus(ref, 'active', WAIT);
};

const otherIssueTypes: Scenario = async ({ secrets, ecticket }) => {
  const serial = { ...serialNumberOrder('Serial1'), ...issueOnly, ...secrets.person('customer of the serial numbers') };
  const gift = {
    ...giftOrder('Gift1', dayInTaipei(Date.now(), 30)),
    ...issueOnly,
    ...secrets.person('customer of the gift vouchers'),
  };
  const placed = [
    await ecticket.placeOrder({ order: serial, payment: PAID, timing: FAST_POLLS }),
    await ecticket.placeOrder({ order: gift, timing: FAST_POLLS }),
  ];
  await Promise.all(placed.map(({ ref }) => ecticket.waitForStatus(ref, 'active', WAIT)));
};

const adoptedOrder: Scenario = async ({ deployment, secrets, ecticket, receiver }) => {
  const order = { ...paperOrder('Office1'), ...escrow, ...secrets.stranger('customer of the back office') };
  await deployment.control('orders', naming.toIssueData(withNotifyUrls(order, receiver)));
  await deployment.control('orders/Office1/redeem', { count: 1 });
  const ref = { merchantId: ESCROW, merchantTradeNo: 'Office1' };
  const number = { merchantId: ESCROW, tradeNo: 'Office1' };
  await waitUntil('a callback has the order adopted', async () => (await ecticket.findRef(number)) !== undefined);
  await ecticket.waitForStatus(ref, 'active', WAIT);
  await ecticket.redeem(ref, { tickets: { count: 1 } });
  await ecticket.waitForStatus(ref, 'settled', WAIT);
};

/** An order whose history grows to four megabytes, at which Temporal suggests continue-as-new. */
const longHistory: Scenario = async ({ deployment, secrets, ecticket }) => {
  const person = secrets.person('customer of the long order');
  const order = electronicOrder('Long1', { ...issueOnly, ...person });
  const { ref } = await ecticket.placeOrder({ order, payment: PAID, timing: FAST_POLLS });
  await ecticket.waitForStatus(ref, 'active', WAIT);
  const handle = deployment.temporal.workflow.getHandle(workflowIdOf(ref));
  const { runId } = await handle.describe();
  const data = { CustomerName: secrets.text('name in a callback'), filler: randomBytes(600_000).toString('base64') };
  for (let sent = 0; sent < 8; sent += 1)
    await handle.signal(callbackReceived, { kind: 'refund', receivedAt: new Date().toISOString(), data });
  await waitUntil('the order has continued as new', async () => (await handle.describe()).runId !== runId);
  await ecticket.redeem(ref, { tickets: { count: 2 } });
  await ecticket.waitForStatus(ref, 'settled', WAIT);
};

export const SUCCESSFUL_ORDERS = [
  merchantTicketActions,
  paidByAio,
  paidByEmbeddedCheckout,
  otherIssueTypes,
  adoptedOrder,
  longHistory,
];
