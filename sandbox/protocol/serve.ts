import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SandboxEndpoint } from '../endpoints/endpoint.js';
import { requestedTradeNo, text } from '../endpoints/request-fields.js';
import { insteadOfActing, onTheWayBack } from '../faults/apply-fault.js';
import type { EndpointFault, Subject } from '../faults/faults.js';
import { insist, Refusal } from '../orders/refusals.js';
import type { World } from '../state.js';
import { accepted, type Answer, notAccepted } from './reply.js';
import { type Call, type OpenedRequest, openRequest } from './request.js';

/** Answers one request to one of the API's paths, with whatever was asked to go wrong. */
export async function serve(
  { endpoint, path }: { readonly endpoint: SandboxEndpoint; readonly path: string },
  request: FastifyRequest,
  reply: FastifyReply,
  world: World,
): Promise<FastifyReply> {
  const opened = await openRequest(request, world);
  if ('call' in opened) endpoint.noteCall?.(opened.call, world);

  const fault = world.faults.take('endpoint', subjectOf(opened, world), path);
  if (fault && (await insteadOfActing(fault, reply, world))) return reply;
  const answer = findAnswer(opened, { endpoint, path, fault }, world);
  return onTheWayBack(fault, answer, reply, world);
}

/** What the request is about, as far as can be told, so that faults find their order. */
function subjectOf(opened: OpenedRequest, { book }: World): Subject {
  if (!('call' in opened)) return { merchantId: opened.merchantId };
  const { merchantId, data } = opened.call;
  const ticketNumber = text(data, 'TicketNo') ?? text(data, 'WriteOffNo') ?? '';
  return { merchantId, tradeNo: requestedTradeNo(data)?.tradeNo ?? book.findTicket(ticketNumber)?.order.tradeNo };
}

interface Target {
  readonly endpoint: SandboxEndpoint;
  readonly path: string;
  readonly fault: EndpointFault | undefined;
}

function findAnswer(opened: OpenedRequest, { endpoint, path, fault }: Target, world: World): Answer {
  if (!('call' in opened)) return { envelope: notAccepted(opened.refused, opened) };
  const { call } = opened;
  if (fault?.kind === 'transCode') return { envelope: notAccepted('onRequest', call) };
  try {
    insist(fault?.kind !== 'rtnCode', 'onRequest');
    checkAddressee(call, endpoint, path);
    const answer = endpoint.answer(call, world);
    if (typeof answer === 'string') return { file: answer };
    return { envelope: accepted(call, { RtnCode: 1, RtnMsg: world.successMessage, ...answer }, world) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { envelope: accepted(call, { RtnCode: error.rtnCode, RtnMsg: error.rtnMsg }, world) };
  }
}

/** Data and envelope name the same merchant, who has a contract for this path. @throws Refusal */
function checkAddressee({ merchantId, profile, data }: Call, { paths }: SandboxEndpoint, path: string): void {
  insist(data['MerchantID'] === undefined || data['MerchantID'] === merchantId, 'otherMerchant');
  insist(paths[profile] === path, 'notActivated');
}
