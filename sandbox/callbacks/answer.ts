import { z } from 'zod';
import { DataRejectedError, type HashKeyPair, verifyAndDecrypt } from '../../ecticket/index.js';

const envelope = z.object({ TransCode: z.unknown(), Data: z.string(), CheckMacValue: z.string() });

/**
 * Returns why a merchant's answer to a callback is not accepted; undefined if it is. ECPay accepts HTTP 200 with
 * TransCode 1, whose encrypted Data has RtnCode 1 (developers.ecpay.com.tw/?p=46921, ?p=32228).
 */
export function findAnswerProblem(httpStatus: number, body: string, keys: readonly HashKeyPair[]): string | undefined {
  if (httpStatus !== 200) return `HTTP ${httpStatus} instead of 200`;
  const answer = envelope.safeParse(json(body));
  if (!answer.success) return 'not an envelope with TransCode, Data and CheckMacValue';
  if (answer.data.TransCode !== 1) return `TransCode ${format(answer.data.TransCode)} instead of 1`;
  try {
    const rtnCode = rtnCodeOf(verifyAndDecrypt(answer.data, keys).value);
    return rtnCode === 1 ? undefined : `RtnCode ${format(rtnCode)} instead of 1`;
  } catch (error) {
    if (error instanceof DataRejectedError) return `Data cannot be decrypted or verified (${error.reason})`;
    throw error;
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function rtnCodeOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'RtnCode' in data ? data.RtnCode : undefined;
}

function format(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}
