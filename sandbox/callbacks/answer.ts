import { z } from 'zod';
import { DataRejectedError, type HashKeyPair, verifyAndDecrypt } from '../../ecticket/index.js';

const envelope = z.object({ TransCode: z.unknown(), Data: z.string(), CheckMacValue: z.string() });

/**
 * Why a merchant's answer to a callback does not count; undefined when it does. It counts if it came with HTTP 200, says
 * TransCode 1, and its sealed Data says RtnCode 1 (developers.ecpay.com.tw/?p=46921, ?p=32228).
 */
export function findAnswerProblem(httpStatus: number, body: string, keys: readonly HashKeyPair[]): string | undefined {
  if (httpStatus !== 200) return `HTTP ${httpStatus} instead of 200`;
  const answer = envelope.safeParse(json(body));
  if (!answer.success) return 'not an envelope with TransCode, Data and CheckMacValue';
  if (answer.data.TransCode !== 1) return `TransCode ${shown(answer.data.TransCode)} instead of 1`;
  try {
    const rtnCode = rtnCodeOf(verifyAndDecrypt(answer.data, keys).value);
    return rtnCode === 1 ? undefined : `RtnCode ${shown(rtnCode)} instead of 1`;
  } catch (error) {
    if (error instanceof DataRejectedError) return `the seal of Data is broken (${error.reason})`;
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

function shown(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}
