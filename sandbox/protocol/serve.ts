import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SandboxEndpoint } from '../endpoints/endpoint.js';
import { readTradeNo, readText } from '../endpoints/request-fields.js';
import { applyFaultBeforeActing, sendAnswer } from '../faults/apply-fault.js';
import type { EndpointFault, Subject } from '../faults/faults.js';
import { refuseUnless, Refusal } from '../orders/refusals.js';
import type { SandboxState } from '../state.js';
import { acceptedReply, type Answer, refusedReply } from './reply.js';
import { type Call, type DecryptedRequest, decryptRequest } from './request.js';

/** Answers a request to the ticket API, applying the requested faults. */
export async function serve(
  { endpoint, path }: { readonly endpoint: SandboxEndpoint; readonly path: string },
  request: FastifyRequest,
  reply: FastifyReply,
  state: SandboxState,
): Promise<FastifyReply> {
  const opened = await decryptRequest(request, state);
  if ('call' in opened) endpoint.recordCall?.(opened.call, state);

  const fault = state.faults.take('endpoint', faultSubjectOf(opened, state), path);
  if (fault && (await applyFaultBeforeActing(fault, reply, state))) return reply;
  const answer = createAnswer(opened, { endpoint, path, fault }, state);
  return sendAnswer(fault, answer, reply, state);
}

/** Returns the merchant and order of a request, as far as known, to find its faults. */
function faultSubjectOf(opened: DecryptedRequest, { orderRegistry }: SandboxState): Subject {
  if (!('call' in opened)) return { merchantId: opened.merchantId };
  const { merchantId, data } = opened.call;
  const ticketNumber = readText(data, 'TicketNo') ?? readText(data, 'WriteOffNo') ?? '';
  return { merchantId, tradeNo: readTradeNo(data)?.tradeNo ?? orderRegistry.findTicket(ticketNumber)?.order.tradeNo };
}

interface Target {
  readonly endpoint: SandboxEndpoint;
  readonly path: string;
  readonly fault: EndpointFault | undefined;
}

function createAnswer(opened: DecryptedRequest, { endpoint, path, fault }: Target, state: SandboxState): Answer {
  if (!('call' in opened)) return { envelope: refusedReply(opened.refused, opened, state) };
  const { call } = opened;
  if (fault?.kind === 'transCode') return { envelope: refusedReply('onRequest', call, state) };
  try {
    refuseUnless(fault?.kind !== 'rtnCode', 'onRequest');
    checkMerchant(call, endpoint, path);
    const answer = endpoint.answer(call, state);
    if (typeof answer === 'string') return { file: answer };
    return { envelope: acceptedReply(call, { RtnCode: 1, RtnMsg: state.successMessage, ...answer }, state) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { envelope: acceptedReply(call, { RtnCode: error.rtnCode, RtnMsg: error.rtnMsg }, state) };
  }
}

/**
 * Checks that Data and envelope name the same merchant, and that the merchant's profile has this path. @throws Refusal
 */
function checkMerchant({ merchantId, profile, data }: Call, { paths }: SandboxEndpoint, path: string): void {
  refuseUnless(data['MerchantID'] === undefined || data['MerchantID'] === merchantId, 'otherMerchant');
  refuseUnless(paths[profile] === path, 'notActivated');
}
