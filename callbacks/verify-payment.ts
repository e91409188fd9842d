import { randomBytes } from 'node:crypto';
import { DataRejectedError, type DataRejectedReason } from '../ecticket/errors/data-rejected-error.js';
import { UnknownMerchantError } from '../ecticket/errors/unknown-merchant-error.js';
import type { MerchantRegistry } from '../ecticket/merchants.js';
import type { Merchant, MerchantPayment } from '../ecticket/merchant.js';
import { readAioNotice } from '../ecticket/payments/aio-notice.js';
import { readEmbeddedNotice } from '../ecticket/payments/embedded-notice.js';
import { PaymentKeyPair } from '../ecticket/key-pair.js';
import type { UnverifiedNotice, PaymentNotice, UnreadableNotice } from '../ecticket/payments/payment-notice.js';
import { decodeBody } from './body.js';

const READERS = { aioPayment: readAioNotice, embeddedPayment: readEmbeddedNotice } as const;

/** Which of ECPay's payment services sends the notification. */
export type PaymentKind = keyof typeof READERS;

/** Whether a callback of this kind is a payment notification. */
export function isPaymentKind(kind: string): kind is PaymentKind {
  return Object.hasOwn(READERS, kind);
}

/** A notification that was signed with the payment keys of a merchant. */
export interface VerifiedPayment {
  /** The merchant that sells the tickets. */
  readonly merchantId: string;
  readonly notice: PaymentNotice;
}

/** A notification with a valid signature that lacks required values. */
export interface UnreadablePayment extends UnreadableNotice {
  readonly merchantId: string;
}

/**
 * Why a request is not a payment notification for a known merchant. For the log only; the answer does not contain it.
 */
export interface PaymentRefusal {
  readonly refusal: 'malformed' | 'unknownMerchant' | 'dataRejected';
  readonly paymentMerchantId?: string;
  /** What is wrong with the encryption or the signature. */
  readonly reason?: DataRejectedReason;
}

/** Random keys for unknown merchants, so that their refusal takes as long as any other. */
const DECOY_KEYS = [new PaymentKeyPair(randomBytes(8).toString('hex'), randomBytes(8).toString('hex'))];

/**
 * Verifies a payment notification: its form or envelope, its merchant, its signature and its values.
 *
 * @throws MerchantLookupError, InvalidMerchantsError if the merchant registry fails.
 */
export async function verifyPayment(
  kind: PaymentKind,
  body: Uint8Array | string,
  merchants: MerchantRegistry,
): Promise<VerifiedPayment | UnreadablePayment | PaymentRefusal> {
  const text = decodeBody(body);
  const unverified = text === undefined ? undefined : READERS[kind](text);
  if (unverified === undefined) return { refusal: 'malformed' };
  const { paymentMerchantId } = unverified;
  const merchant = await findPaymentMerchant(paymentMerchantId, merchants);
  const notice = verifyNotice(unverified, merchant?.payment.keys ?? DECOY_KEYS);
  if (merchant === undefined) return { refusal: 'unknownMerchant', paymentMerchantId };
  if (notice instanceof DataRejectedError) return { refusal: 'dataRejected', paymentMerchantId, reason: notice.reason };
  const { merchantId } = merchant;
  return 'problems' in notice ? { merchantId, ...notice } : { merchantId, notice };
}

async function findPaymentMerchant(
  paymentMerchantId: string,
  merchants: MerchantRegistry,
): Promise<(Merchant & { readonly payment: MerchantPayment }) | undefined> {
  try {
    return await merchants.getByPaymentMerchantId(paymentMerchantId);
  } catch (error) {
    if (error instanceof UnknownMerchantError) return undefined;
    throw error;
  }
}

function verifyNotice(
  unverified: UnverifiedNotice,
  keys: readonly PaymentKeyPair[],
): PaymentNotice | UnreadableNotice | DataRejectedError {
  try {
    return unverified.verify(keys);
  } catch (error) {
    if (error instanceof DataRejectedError) return error;
    throw error;
  }
}
