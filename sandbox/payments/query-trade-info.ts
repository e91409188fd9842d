import type { FastifyReply, FastifyRequest } from 'fastify';
import { insteadOfActing } from '../faults/instead-of-acting.js';
import { onTheWayBack } from '../faults/on-the-way-back.js';
import { isSentAs } from '../protocol/transmission.js';
import type { World } from '../world.js';
import { tradeInfo } from './trade-info.js';
import { formOf, readTradeQuery } from './trade-query.js';

const PLAIN_TEXT = 'text/plain; charset=utf-8';

export const QUERY_TRADE_INFO_PATH = '/Cashier/QueryTradeInfo/V5';

/**
 * Answers what the payment book knows (developers.ecpay.com.tw/?p=2890, ?p=16579), with whatever was asked to go wrong.
 * That it also knows what the embedded checkout took is a choice: ECPay's pages describe it for AIO.
 *
 * How a query is refused they do not say. HTTP 500 is what a merchant has reported of a checksum that differs; that the
 * rest is refused alike, and in words, is this sandbox's own.
 */
export async function queryTradeInfo(
  request: FastifyRequest,
  reply: FastifyReply,
  world: World,
): Promise<FastifyReply> {
  if (!isSentAs('application/x-www-form-urlencoded', request)) {
    return reply.code(500).type(PLAIN_TEXT).send('The content type is not application/x-www-form-urlencoded.\n');
  }
  const form = formOf(request.body);
  const subject = { merchantId: form?.['MerchantID'], tradeNo: form?.['MerchantTradeNo'] };
  const fault = world.faults.take('paymentQuery', subject, QUERY_TRADE_INFO_PATH);
  if (fault && (await insteadOfActing(fault, reply, world))) return reply;

  const query = readTradeQuery(form, world.paymentMerchants, world.clock.now());
  if (typeof query === 'string') return reply.code(500).type(PLAIN_TEXT).send(`${query}\n`);
  const { merchant, merchantTradeNo } = query;
  const known = world.payments.known(merchant.merchantId, merchantTradeNo, world.clock.now());
  const answer = { form: tradeInfo(merchantTradeNo, known, merchant), written: world.tradeInfoWriting };
  return onTheWayBack(fault, answer, reply, world);
}
