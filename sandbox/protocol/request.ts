import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  DataRejectedError,
  type HashKeyPair,
  type Merchant,
  UnknownMerchantError,
  verifyAndDecrypt,
} from '../../ecticket/index.js';
import type { Caller } from '../orders/issuing.js';
import type { SandboxState } from '../state.js';
import { type EnvelopeRefusalName, isSentAs, timeProblem } from './request-checks.js';

/** A request whose envelope was accepted. */
export interface Call extends Caller {
  /** The decrypted Data: an object that is not validated yet. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The key pair that decrypted the request. It also encrypts the reply. */
  readonly keys: HashKeyPair;
}

export type DecryptedRequest =
  | { readonly call: Call }
  | { readonly refused: EnvelopeRefusalName; readonly merchantId?: string; readonly platformId?: string | undefined };

const TEN_MINUTES = 10 * 60_000;

const envelope = z.object({
  PlatformID: z
    .string()
    .nullish()
    .transform((id) => (id === null || id === '' ? undefined : id)),
  MerchantID: z.string().min(1),
  RqHeader: z.object({ Timestamp: z.int() }),
  Data: z.string().min(1),
  CheckMacValue: z.string().min(1),
});

const dataObject = z.record(z.string(), z.unknown());

/**
 * Checks and decrypts a request in ECPay's sequence: the format of the envelope, its age, its sender, then encryption
 * and checksum.
 */
export async function decryptRequest(
  request: Pick<FastifyRequest, 'headers' | 'body'>,
  state: SandboxState,
): Promise<DecryptedRequest> {
  if (!isSentAs('application/json', request)) return { refused: 'contentType' };
  const parsed = envelope.safeParse(json(request.body));
  if (!parsed.success) return { refused: 'malformed' };
  const { MerchantID: merchantId, PlatformID: platformId, RqHeader, ...encrypted } = parsed.data;
  const refuse = (refused: EnvelopeRefusalName) => ({ refused, merchantId, platformId });

  const problem = timeProblem(RqHeader.Timestamp, { oldest: TEN_MINUTES, now: state.clock.now() });
  if (problem !== undefined) return refuse(problem);
  const acting = await merchantOf(platformId ?? merchantId, state);
  if (!acting || !(await merchantOf(merchantId, state))) return refuse('unknownMerchant');
  if (platformId !== undefined && !state.platforms.mayActFor(platformId, merchantId)) return refuse('platform');

  try {
    const { value, keyIndex } = verifyAndDecrypt(encrypted, acting.keys);
    const data = dataObject.safeParse(value);
    const keys = acting.keys[keyIndex] ?? acting.keys[0];
    // The checksum is correct but the value is not an object. An empty object makes every endpoint refuse it.
    return { call: { merchantId, platformId, profile: acting.profile, data: data.success ? data.data : {}, keys } };
  } catch (error) {
    if (error instanceof DataRejectedError) return refuse('notVerified');
    throw error;
  }
}

async function merchantOf(merchantId: string, { merchants }: SandboxState): Promise<Merchant | undefined> {
  try {
    return await merchants.get(merchantId);
  } catch (error) {
    if (error instanceof UnknownMerchantError) return undefined;
    throw error;
  }
}

function json(body: unknown): unknown {
  try {
    return typeof body === 'string' ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
}
