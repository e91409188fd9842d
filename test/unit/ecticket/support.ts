import { afterEach } from '@jest/globals';
import {
  MerchantRegistry,
  STAGE_MERCHANTS,
  TicketApi,
  type OrderRef,
  type SignedData,
  type TicketApiOptions,
} from '../../../ecticket/index.js';
import { serve, type Answer, type LocalServer } from './local-server.js';

export const REF: OrderRef = { merchantId: '3085676', merchantTradeNo: 'CBX20220302153064851' };
export const NOW = Date.parse('2026-05-18T06:30:00.900Z');

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Registers a function to call after the running test, whether it passes or fails, in reverse order. */
export function afterThisTest(cleanUp: () => unknown): void {
  cleanUps.push(cleanUp);
}

/** A local server for the running test. */
export async function serving(answer: Answer): Promise<LocalServer> {
  const server = await serve(answer);
  afterThisTest(() => server.close());
  return server;
}

/** An API of the public stage merchants for the running test. */
export function apiAt(baseUrl: string, options: Partial<TicketApiOptions> = {}): TicketApi {
  const api = new TicketApi({ merchants: new MerchantRegistry(STAGE_MERCHANTS), baseUrl, now: () => NOW, ...options });
  afterThisTest(() => api.close());
  return api;
}

/** Returns the error that `act` throws or rejects with, or its result as `{ answered }`. */
export async function failureOf(act: () => unknown): Promise<unknown> {
  try {
    return { answered: await act() };
  } catch (error) {
    return error;
  }
}

/** ECPay's envelope around encrypted Data; `fields` override those of the envelope. */
export function replyEnvelope(signed: Partial<SignedData>, fields: Readonly<Record<string, unknown>> = {}): string {
  const RpHeader = { Timestamp: 1525169058 };
  return JSON.stringify({ MerchantID: '3085676', RpHeader, TransCode: 1, TransMsg: '', ...signed, ...fields });
}
