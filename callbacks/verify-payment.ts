import { randomBytes } from 'node:crypto';
import { DataRejectedError, type DataRejectedReason } from '../ecticket/errors/data-rejected-error.js';
import { UnknownMerchantError } from '../ecticket/errors/unknown-merchant-error.js';
import type { MerchantRegistry } from '../ecticket/merchants.js';
import type { Merchant, MerchantPayment } from '../ecticket/merchant.js';
import { readAioNotice } from '../ecticket/payments/aio-notice.js';
import { readEmbeddedNotice } from '../ecticket/payments/embedded-notice.js';
import { PaymentKeyPair } from '../ecticket/key-pair.js';
import type { UnverifiedNotice, PaymentNotice, UnreadableNotice } from '../ecticket/payments/payment-notice.js';
import { bodyText } from './body-text.js';

const READERS = { aioPayment: readAioNotice, embeddedPayment: readEmbeddedNotice } as const;

/** Which of ECPay's services notifies of a payment. */
export type PaymentKind = keyof typeof READERS;

export function isPaymentKind(kind: string): kind is PaymentKind {
  return Object.hasOwn(READERS, kind);
}

/** A notification that only a holder of the payment merchant's keys can have sent. */
export interface VerifiedPayment {
  /** The merchant whose tickets are paid for. */
  readonly merchantId: string;
  readonly notice: PaymentNotice;
}

/** It is ECPay's, and yet lacks what is needed. */
export interface UnreadablePayment extends UnreadableNotice {
  readonly merchantId: string;
}

/** Why something is no payment of ours, for the log and nobody else. */
export interface PaymentRefusal {
  readonly refusal: 'malformed' | 'unknownMerchant' | 'dataRejected';
  readonly paymentMerchantId?: string;
  /** What was wrong with the seal. */
  readonly reason?: DataRejectedReason;
}

/** With these, what names a merchant of nobody's is opened too, so that its refusal takes as long as any other. */
const DECOY = [new PaymentKeyPair(randomBytes(8).toString('hex'), randomBytes(8).toString('hex'))];

/**
 * Opens what was posted: the form or the envelope, the merchant, the checksum or the seal, what it says.
 *
 * @throws MerchantLookupError, InvalidMerchantsError when the merchant registry itself is at fault.
 */
export async function verifyPayment(
  kind: PaymentKind,
  body: Uint8Array | string,
  merchants: MerchantRegistry,
): Promise<VerifiedPayment | UnreadablePayment | PaymentRefusal> {
  const text = bodyText(body);
  const closed = text === undefined ? undefined : READERS[kind](text);
  if (closed === undefined) return { refusal: 'malformed' };
  const { paymentMerchantId } = closed;
  const merchant = await findPaidAt(paymentMerchantId, merchants);
  const notice = open(closed, merchant?.payment.keys ?? DECOY);
  if (merchant === undefined) return { refusal: 'unknownMerchant', paymentMerchantId };
  if (notice instanceof DataRejectedError) return { refusal: 'dataRejected', paymentMerchantId, reason: notice.reason };
  const { merchantId } = merchant;
  return 'problems' in notice ? { merchantId, ...notice } : { merchantId, notice };
}

async function findPaidAt(
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

function open(
  closed: UnverifiedNotice,
  keys: readonly PaymentKeyPair[],
): PaymentNotice | UnreadableNotice | DataRejectedError {
  try {
    return closed.verify(keys);
  } catch (error) {
    if (error instanceof DataRejectedError) return error;
    throw error;
  }
}
