/** Orders that ECPay refuses, that break on their way, and what people then decide. */
import { CALLBACK_PATHS } from '../../../client/notify-urls.js';
import { startOptions } from '../../../workflows/messages/start-options.js';
import { TICKET_ORDER } from '../../../workflows/messages/names.js';
import { electronicOrder, paperOrder } from '../../support/orders.js';
import { HASTY, MISTAKEN, SHOP } from './keys.js';
import { decision, PAID, QUICK, untilFailed, WAIT, waitUntil, type Road, type Context } from './road.js';
import type { Person } from './secrets.js';

const shop = { merchantId: SHOP } as const;

const everythingOf = (person: Person) => Object.values(person).join(', ');

/** A paid electronic order for somebody new. */
async function place({ secrets, ecticket }: Context, tradeNo: string, changes = {}) {
  const person = secrets.person(`of ${tradeNo}`);
  const order = electronicOrder(tradeNo, { ...shop, ...person, ...changes });
  const { ref } = await ecticket.placeOrder({ order, payment: PAID, timing: QUICK });
  return { ref, order, person };
}

/** ECPay says no and quotes the customer, a person corrects the order in vain and gives it up. */
const refused: Road = async (around) => {
  const { shop: house, secrets, ecticket } = around;
  const [person, corrected] = [secrets.person('who is refused'), secrets.person('who is refused again')];
  const rude = { tradeNo: 'Refused1', how: 'refuses', words: everythingOf(person) } as const;
  house.quote({ ...rude, path: '/api/Ticket/Issue' });
  house.quote({ ...rude, path: '/api/Ticket/QueryIssueResult' });
  const order = electronicOrder('Refused1', { ...shop, ...person });
  const { ref } = await ecticket.placeOrder({ order, payment: PAID, timing: QUICK });
  await ecticket.waitForStatus(ref, 'needsAttention', WAIT);
  await ecticket.resubmit(ref, { ...decision(around, 'resubmits'), order: { ...order, ...corrected } });
  await waitUntil('it is refused again', async () => {
    const { status, decisions } = await ecticket.getOrder(ref);
    return status === 'needsAttention' && decisions.length === 1;
  });
  await ecticket.abandon(ref, decision(around, 'abandons'));
};

/** ECPay's job fails, and says for whom; the order goes on under another number. */
const failed: Road = async (around) => {
  const { shop: house, secrets, ecticket } = around;
  const person = secrets.person('for whom it fails');
  const path = '/api/Ticket/QueryIssueResult';
  house.quote({ path, tradeNo: 'Failed1', how: 'saysFailed', words: everythingOf(person) });
  await house.control('faults', { on: 'issuance', kind: 'fails', tradeNo: 'Failed1' });
  const order = electronicOrder('Failed1', { ...shop, ...person });
  const { ref } = await ecticket.placeOrder({ order, payment: PAID, timing: QUICK });
  await ecticket.waitForStatus(ref, 'needsAttention', WAIT);
  const another = electronicOrder('Failed2', { ...shop, ...secrets.person('of the other number') });
  await ecticket.resubmit(ref, { ...decision(around, 'takes another number'), order: another });
  await ecticket.waitForStatus({ merchantId: SHOP, merchantTradeNo: 'Failed2' }, 'active', WAIT);
};

/** Neither an envelope that is refused nor a page of errors keeps quiet of the customer. */
const tried: Road = async (around) => {
  for (const [tradeNo, how] of [['Envelope1', 'refusesEnvelope'] as const, ['Page1', 'sendsPage'] as const]) {
    const words = everythingOf(around.secrets.person(`of ${tradeNo}`));
    around.shop.quote({ path: '/api/Ticket/Issue', tradeNo, how, words });
    around.shop.quote({ path: '/api/Ticket/QueryIssueResult', tradeNo, how, words });
    const { ref } = await place(around, tradeNo);
    await untilFailed(around, ref);
  }
};

const wrongKeys: Road = async (around) => {
  const { ref } = await place(around, 'Mistaken1', { merchantId: MISTAKEN });
  await untilFailed(around, ref);
};

const throttled: Road = async (around) => {
  await around.shop.control('faults', { on: '/api/Ticket/Issue', kind: 'http403', merchantId: HASTY });
  const { ref } = await place(around, 'Hasty1', { merchantId: HASTY });
  await untilFailed(around, ref);
};

/** Answers that do not come, or come broken. */
const broken: Road = async (around) => {
  const kinds = ['http500', 'html', 'hang', 'resetAfter', 'truncated', 'badMac', 'rtnCode'];
  const orders = kinds.map(async (kind) => {
    await around.shop.control('faults', { on: '/api/Ticket/Issue', kind, tradeNo: `Broken${kind}`, ms: 500 });
    await around.shop.control('faults', {
      on: '/api/Ticket/QueryIssueResult',
      kind,
      tradeNo: `Broken${kind}`,
      ms: 500,
    });
    const { ref } = await place(around, `Broken${kind}`);
    await around.ecticket.waitForStatus(ref, ['active', 'needsAttention'], WAIT);
  });
  await Promise.all(orders);
};

/** Asked for the book, ECPay speaks of somebody whom nothing that it was asked names. */
const quoted: Road = async (around) => {
  const { shop: house, secrets } = around;
  const { ref } = await place(around, 'Quoted1');
  await around.ecticket.waitForStatus(ref, 'active', WAIT);
  const words = everythingOf(secrets.stranger('of whom ECPay speaks'));
  house.quote({ path: '/api/Ticket/QueryOrderInfo', tradeNo: 'Quoted1', how: 'refuses', words });
  await house.control('orders/Quoted1/redeem', { count: 1 });
  await untilFailed(around, ref);
};

/** Nobody validates an order that a workflow of the merchant's own starts. */
const invalid: Road = async (around) => {
  const { customerName, customerPhone, customerEmail, customerAddress } = around.secrets.person('who is not valid');
  const order = electronicOrder('Invalid1', {
    ...shop,
    customerName: `${customerName}1`,
    customerPhone: `+${customerPhone}`,
    customerEmail: `${customerEmail}@`,
    customerAddress: customerAddress.repeat(6),
  });
  const options = startOptions({ order, payment: { due: 'nothing' } });
  await around.shop.temporal.workflow.start(TICKET_ORDER, options);
  const ref = { merchantId: SHOP, merchantTradeNo: 'Invalid1' };
  await around.ecticket.waitForStatus(ref, 'needsAttention', WAIT);
};

/** A person cancels the order, and then its money comes. */
const cancelled: Road = async (around) => {
  const { shop: house, secrets, ecticket, receiver } = around;
  const order = { ...paperOrder('Cancelled1'), ...shop, ...secrets.person('who cancels') };
  const { ref } = await ecticket.placeOrder({ order, payment: { amount: 2400 } });
  await ecticket.cancelOrder(ref, decision(around, 'cancels'));
  await ecticket.waitForStatus(ref, 'cancelled', WAIT);
  const notifyUrl = receiver + CALLBACK_PATHS.aioPayment;
  await house.control('payments', { kind: 'aio', merchantTradeNo: 'Cancelled1', amount: 2400, notifyUrl });
  await ecticket.waitForStatus(ref, 'needsAttention', WAIT);
  await ecticket.abandon(ref, decision(around, 'pays back'));
};

export const GONE_WRONG = [refused, failed, tried, wrongKeys, throttled, broken, quoted, invalid, cancelled];
