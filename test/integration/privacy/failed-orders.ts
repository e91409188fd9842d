/** Orders that ECPay refuses or that fail, and the operator decisions that follow. */
import { CALLBACK_PATHS } from '../../../client/notify-urls.js';
import { startOptions } from '../../../workflows/messages/start-options.js';
import { TICKET_ORDER } from '../../../workflows/messages/names.js';
import { electronicOrder, paperOrder } from '../../support/orders.js';
import { THROTTLED, WRONG_KEYS, ISSUE_ONLY } from './keys.js';
import { decision, PAID, FAST_POLLS, untilFailed, WAIT, waitUntil, type Scenario, type Context } from './scenario.js';
import type { Person } from './secrets.js';

const issueOnly = { merchantId: ISSUE_ONLY } as const;

const everythingOf = (person: Person) => Object.values(person).join(', ');

/** Places a paid electronic order for a new customer. */
async function place({ secrets, ecticket }: Context, tradeNo: string, changes = {}) {
  const person = secrets.person(`of ${tradeNo}`);
  const order = electronicOrder(tradeNo, { ...issueOnly, ...person, ...changes });
  const { ref } = await ecticket.placeOrder({ order, payment: PAID, timing: FAST_POLLS });
  return { ref, order, person };
}

/** ECPay refuses the order and quotes the customer. An operator resubmits it in vain and abandons it. */
const refusedOrder: Scenario = async (context) => {
  const { deployment, secrets, ecticket } = context;
  const [person, corrected] = [
    secrets.person('customer of the refused order'),
    secrets.person('corrected customer of the refused order'),
  ];
  const quotedReply = { tradeNo: 'Refused1', how: 'refuses', text: everythingOf(person) } as const;
  deployment.quote({ ...quotedReply, path: '/api/Ticket/Issue' });
  deployment.quote({ ...quotedReply, path: '/api/Ticket/QueryIssueResult' });
  const order = electronicOrder('Refused1', { ...issueOnly, ...person });
  const { ref } = await ecticket.placeOrder({ order, payment: PAID, timing: FAST_POLLS });
  await ecticket.waitForStatus(ref, 'needsAttention', WAIT);
  await ecticket.resubmit(ref, { ...decision(context, 'resubmits'), order: { ...order, ...corrected } });
  await waitUntil('the order is refused again', async () => {
    const { status, decisions } = await ecticket.getOrder(ref);
    return status === 'needsAttention' && decisions.length === 1;
  });
  await ecticket.abandon(ref, decision(context, 'abandons'));
};

/** ECPay's issuing job fails and quotes the customer. The order continues under another number. */
const failedOrder: Scenario = async (context) => {
  const { deployment, secrets, ecticket } = context;
  const person = secrets.person('customer of the failed order');
  const path = '/api/Ticket/QueryIssueResult';
  deployment.quote({ path, tradeNo: 'Failed1', how: 'saysFailed', text: everythingOf(person) });
  await deployment.control('faults', { on: 'issuance', kind: 'fails', tradeNo: 'Failed1' });
  const order = electronicOrder('Failed1', { ...issueOnly, ...person });
  const { ref } = await ecticket.placeOrder({ order, payment: PAID, timing: FAST_POLLS });
  await ecticket.waitForStatus(ref, 'needsAttention', WAIT);
  const another = electronicOrder('Failed2', { ...issueOnly, ...secrets.person('customer of the replacement order') });
  await ecticket.resubmit(ref, { ...decision(context, 'takes another number'), order: another });
  await ecticket.waitForStatus({ merchantId: ISSUE_ONLY, merchantTradeNo: 'Failed2' }, 'active', WAIT);
};

/** A refused envelope and an error page that quote the customer. */
const retriedOrders: Scenario = async (context) => {
  for (const [tradeNo, how] of [['Envelope1', 'refusesEnvelope'] as const, ['Page1', 'sendsPage'] as const]) {
    const text = everythingOf(context.secrets.person(`of ${tradeNo}`));
    context.deployment.quote({ path: '/api/Ticket/Issue', tradeNo, how, text });
    context.deployment.quote({ path: '/api/Ticket/QueryIssueResult', tradeNo, how, text });
    const { ref } = await place(context, tradeNo);
    await untilFailed(context, ref);
  }
};

const wrongKeysOrder: Scenario = async (context) => {
  const { ref } = await place(context, 'Mistaken1', { merchantId: WRONG_KEYS });
  await untilFailed(context, ref);
};

const throttledOrder: Scenario = async (context) => {
  await context.deployment.control('faults', { on: '/api/Ticket/Issue', kind: 'http403', merchantId: THROTTLED });
  const { ref } = await place(context, 'Hasty1', { merchantId: THROTTLED });
  await untilFailed(context, ref);
};

/** Replies that are missing or broken. */
const ordersWithBrokenReplies: Scenario = async (context) => {
  const kinds = ['http500', 'html', 'hang', 'resetAfter', 'truncated', 'badMac', 'rtnCode'];
  const orders = kinds.map(async (kind) => {
    await context.deployment.control('faults', { on: '/api/Ticket/Issue', kind, tradeNo: `Broken${kind}`, ms: 500 });
    await context.deployment.control('faults', {
      on: '/api/Ticket/QueryIssueResult',
      kind,
      tradeNo: `Broken${kind}`,
      ms: 500,
    });
    const { ref } = await place(context, `Broken${kind}`);
    await context.ecticket.waitForStatus(ref, ['active', 'needsAttention'], WAIT);
  });
  await Promise.all(orders);
};

/** A reply to QueryOrderInfo that quotes a customer who is not in the request. */
const orderWithQuotedCustomer: Scenario = async (context) => {
  const { deployment, secrets } = context;
  const { ref } = await place(context, 'Quoted1');
  await context.ecticket.waitForStatus(ref, 'active', WAIT);
  const text = everythingOf(secrets.stranger('person whom ECPay quotes'));
  deployment.quote({ path: '/api/Ticket/QueryOrderInfo', tradeNo: 'Quoted1', how: 'refuses', text });
  await deployment.control('orders/Quoted1/redeem', { count: 1 });
  await untilFailed(context, ref);
};

/** An invalid order that was started without the client's validation. */
const invalidChildOrder: Scenario = async (context) => {
  const { customerName, customerPhone, customerEmail, customerAddress } = context.secrets.person(
    'customer of the invalid order',
  );
  const order = electronicOrder('Invalid1', {
    ...issueOnly,
    customerName: `${customerName}1`,
    customerPhone: `+${customerPhone}`,
    customerEmail: `${customerEmail}@`,
    customerAddress: customerAddress.repeat(6),
  });
  const options = startOptions({ order, payment: { due: 'nothing' } });
  await context.deployment.temporal.workflow.start(TICKET_ORDER, options);
  const ref = { merchantId: ISSUE_ONLY, merchantTradeNo: 'Invalid1' };
  await context.ecticket.waitForStatus(ref, 'needsAttention', WAIT);
};

/** A payment arrives after an operator has cancelled the order. */
const cancelledOrder: Scenario = async (context) => {
  const { deployment, secrets, ecticket, receiver } = context;
  const order = { ...paperOrder('Cancelled1'), ...issueOnly, ...secrets.person('customer of the cancelled order') };
  const { ref } = await ecticket.placeOrder({ order, payment: { amount: 2400 } });
  await ecticket.cancelOrder(ref, decision(context, 'cancels'));
  await ecticket.waitForStatus(ref, 'cancelled', WAIT);
  const notifyUrl = receiver + CALLBACK_PATHS.aioPayment;
  await deployment.control('payments', { kind: 'aio', merchantTradeNo: 'Cancelled1', amount: 2400, notifyUrl });
  await ecticket.waitForStatus(ref, 'needsAttention', WAIT);
  await ecticket.abandon(ref, decision(context, 'pays back'));
};

export const FAILED_ORDERS = [
  refusedOrder,
  failedOrder,
  retriedOrders,
  wrongKeysOrder,
  throttledOrder,
  ordersWithBrokenReplies,
  orderWithQuotedCustomer,
  invalidChildOrder,
  cancelledOrder,
];
