/** A client of the embedded checkout that uses only Node's crypto. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { STAGE_PAYMENT_MERCHANT } from '../../../../sandbox/payments/payment-merchant.js';

export interface EmbeddedReply {
  readonly MerchantID: string;
  readonly TransCode: number;
  readonly Data: string | null;
}

const { merchantId, hashKey, hashIv } = STAGE_PAYMENT_MERCHANT;

export function embeddedRequest(data: object): Record<string, unknown> {
  const cipher = createCipheriv('aes-128-cbc', hashKey, hashIv);
  const text = encodeURIComponent(JSON.stringify({ MerchantID: merchantId, ...data }));
  const Data = cipher.update(text, 'utf8', 'base64') + cipher.final('base64');
  return { MerchantID: merchantId, RqHeader: { Timestamp: Math.floor(Date.now() / 1000) }, Data };
}

export function embeddedData(data: string): unknown {
  const decipher = createDecipheriv('aes-128-cbc', hashKey, hashIv);
  return JSON.parse(decodeURIComponent(decipher.update(data, 'base64', 'utf8') + decipher.final('utf8')));
}

export async function postEmbedded(url: string, body: unknown, type = 'application/json'): Promise<EmbeddedReply> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(body) });
  return (await answer.json()) as EmbeddedReply;
}

/** Calls an endpoint and returns the decrypted Data of the reply. */
export async function callEmbedded(url: string, data: object): Promise<unknown> {
  const reply = await postEmbedded(url, embeddedRequest(data));
  if (reply.Data === null) throw new Error(`TransCode ${reply.TransCode}`);
  return embeddedData(reply.Data);
}
