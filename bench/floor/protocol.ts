/**
 * ECPay's protocol as an engineer would write it by hand from ECPay's pages, on node:crypto alone. Correct for what
 * ECPay and the sandbox send; it has none of the defences of `ecticket/`.
 */
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

export interface FloorKeys {
  readonly hashKey: string;
  readonly hashIv: string;
}

export interface FloorEnvelope {
  readonly Data: string;
  readonly CheckMacValue: string;
}

/** URL-encodes as .NET's Uri.EscapeDataString, which ECPay documents. */
function urlEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function checkMacValue(plaintext: string, { hashKey, hashIv }: FloorKeys): string {
  const text = urlEncode(hashKey + plaintext + hashIv).toLowerCase();
  return createHash('sha256').update(text).digest('hex').toUpperCase();
}

export function encryptAndSign(value: unknown, keys: FloorKeys): FloorEnvelope {
  const plaintext = JSON.stringify(value);
  const cipher = createCipheriv('aes-128-cbc', keys.hashKey, keys.hashIv);
  const Data = cipher.update(urlEncode(plaintext), 'utf8', 'base64') + cipher.final('base64');
  return { Data, CheckMacValue: checkMacValue(plaintext, keys) };
}

export function verifyAndDecrypt({ Data, CheckMacValue }: FloorEnvelope, keys: FloorKeys): unknown {
  const decipher = createDecipheriv('aes-128-cbc', keys.hashKey, keys.hashIv);
  const plaintext = decodeURIComponent(decipher.update(Data, 'base64', 'utf8') + decipher.final('utf8'));
  if (checkMacValue(plaintext, keys) !== CheckMacValue) throw new Error('The CheckMacValue is wrong.');
  return JSON.parse(plaintext);
}
