import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DataRejectedError, decrypt, HashKeyPair } from '../../ecticket/index.js';
import { applyFaultBeforeActing, sendAnswer } from '../faults/apply-fault.js';
import { ENVELOPE_REFUSALS, type EnvelopeRefusalName, isSentAs, timeProblem } from '../protocol/request-checks.js';
import type { SandboxState } from '../state.js';
import { embeddedEnvelope, type EmbeddedEnvelope } from './embedded.js';
import type { PaymentMerchant } from './payment-merchant.js';

type Data = Readonly<Record<string, unknown>>;

/** A request to the embedded checkout whose envelope was accepted. */
interface EmbeddedCall {
  /** The payment merchant with the key pair of the request, which also encrypts the reply. */
  readonly merchant: PaymentMerchant;
  readonly data: Data;
}

/** An endpoint of the embedded checkout. */
export interface EmbeddedEndpoint {
  readonly path: string;
  /** Returns the Data of the reply. */
  answer(call: EmbeddedCall, state: SandboxState): object;
}

const TEN_MINUTES = 10 * 60_000;

/** There is no CheckMacValue. Data that decrypts to JSON authenticates the sender. */
const envelope = z.object({
  MerchantID: z.string().min(1),
  RqHeader: z.object({ Timestamp: z.int() }),
  Data: z.string().min(1),
});

const dataObject = z.record(z.string(), z.unknown());

/** Answers a request to the embedded checkout (developers.ecpay.com.tw/?p=45927, ?p=9040). */
export async function serveEmbedded(
  endpoint: EmbeddedEndpoint,
  request: FastifyRequest,
  reply: FastifyReply,
  state: SandboxState,
): Promise<FastifyReply> {
  const opened = decryptEmbedded(request, state);
  const subject = 'call' in opened ? faultSubjectOf(opened.call) : { merchantId: opened.merchantId };
  const fault = state.faults.take('embeddedCheckout', subject, endpoint.path);
  if (fault && (await applyFaultBeforeActing(fault, reply, state))) return reply;
  const embedded = createAnswer(opened, { endpoint, fault: fault?.kind }, state);
  return sendAnswer(fault, { embedded }, reply, state);
}

type DecryptedEmbedded =
  { readonly call: EmbeddedCall } | { readonly refused: EnvelopeRefusalName; readonly merchantId?: string | undefined };

function decryptEmbedded(request: FastifyRequest, state: SandboxState): DecryptedEmbedded {
  if (!isSentAs('application/json', request)) return { refused: 'contentType' };
  const parsed = envelope.safeParse(fromJson(request.body));
  if (!parsed.success) return { refused: 'malformed' };
  const { MerchantID: merchantId, RqHeader, Data: encrypted } = parsed.data;
  const problem = timeProblem(RqHeader.Timestamp, { oldest: TEN_MINUTES, now: state.clock.now() });
  if (problem !== undefined) return { refused: problem, merchantId };
  const merchants = state.paymentMerchants.withId(merchantId);
  if (merchants.length === 0) return { refused: 'unknownMerchant', merchantId };
  for (const merchant of merchants) {
    const data = dataObject.safeParse(decrypted(encrypted, merchant));
    if (data.success) return { call: { merchant, data: data.data } };
  }
  return { refused: 'notVerified', merchantId };
}

interface Target {
  readonly endpoint: EmbeddedEndpoint;
  readonly fault: string | undefined;
}

function createAnswer(opened: DecryptedEmbedded, { endpoint, fault }: Target, state: SandboxState): EmbeddedEnvelope {
  if (!('call' in opened)) return refusal(opened.refused, opened.merchantId);
  const { call } = opened;
  if (fault === 'transCode') return refusal('onRequest', call.merchant.merchantId);
  const data = dataFor(call, { endpoint, fault }, state);
  return embeddedEnvelope(data, call.merchant, state.encryptData);
}

/** The codes and messages for MerchantID are those that a public SDK has received from ECPay's stage. */
function dataFor(call: EmbeddedCall, { endpoint, fault }: Target, state: SandboxState): object {
  const { MerchantID } = call.data;
  if (fault === 'rtnCode') return { RtnCode: 10299999, RtnMsg: '系統忙碌中 (A refusal requested by a fault)' };
  if (MerchantID === undefined || MerchantID === '') {
    return { RtnCode: 5000220, RtnMsg: 'The parameter [MerchantID] is required.' };
  }
  if (MerchantID !== call.merchant.merchantId) {
    return { RtnCode: 5000261, RtnMsg: 'The parameter [MerchantID] does not match.' };
  }
  return endpoint.answer(call, state);
}

function refusal(refused: EnvelopeRefusalName, merchantId = ''): EmbeddedEnvelope {
  const [TransCode, TransMsg] = ENVELOPE_REFUSALS[refused];
  const RpHeader = { Timestamp: Math.floor(Date.now() / 1000) };
  return { MerchantID: merchantId, RpHeader, TransCode, TransMsg, Data: null };
}

function faultSubjectOf({ merchant, data }: EmbeddedCall) {
  const info = dataObject.safeParse(data['OrderInfo']);
  const tradeNo = data['MerchantTradeNo'] ?? info.data?.['MerchantTradeNo'];
  return { merchantId: merchant.merchantId, ...(typeof tradeNo === 'string' && { tradeNo }) };
}

function decrypted(data: string, { hashKey, hashIv }: PaymentMerchant): unknown {
  try {
    return fromJson(decrypt(data, new HashKeyPair(hashKey, hashIv)));
  } catch (error) {
    if (error instanceof DataRejectedError) return undefined;
    throw error;
  }
}

function fromJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
