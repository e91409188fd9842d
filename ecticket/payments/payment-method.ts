/** A payment method. ECTicket accepts only one-time payment by credit card (ECTicket API Document, overview). */
export type PaymentMethod = 'creditOneTime' | 'other';

export interface PaidBy {
  readonly method: PaymentMethod;
  /**
   * The method as ECPay reports it, such as `Credit_CreditCard`, `ATM_TAISHIN` or `Credit_CreditCard, 3 instalments`.
   */
  readonly methodSeen: string;
}

/**
 * PaymentType of a credit card, in AIO (developers.ecpay.com.tw/?p=2878) and in the embedded checkout (?p=9058). The
 * comparison ignores case, because AIO's checksum does not protect it: a forger must not be able to change the method.
 */
const CREDIT_CARDS = ['credit', 'credit_creditcard'];

/**
 * Determines the payment method.
 *
 * @param type PaymentType
 * @param instalments the number of instalments (AIO's field `stage`, reported only for orders with NeedExtraPaidInfo)
 * @param periodic the fields of periodic payments; a value in any of them indicates a periodic payment
 */
export function paidBy(
  type: string,
  instalments: string | undefined,
  periodic: readonly (string | undefined)[],
): PaidBy {
  const isInInstalments = hasValue(instalments);
  const isPeriodic = periodic.some(hasValue);
  const parts = [type, isInInstalments && `${instalments} instalments`, isPeriodic && 'periodic'];
  const isOnce = CREDIT_CARDS.includes(type.toLowerCase()) && !isInInstalments && !isPeriodic;
  return { method: isOnce ? 'creditOneTime' : 'other', methodSeen: parts.filter((part) => part !== false).join(', ') };
}

/** ECPay writes an empty text or 0 for what does not apply. */
function hasValue(value: string | undefined): boolean {
  return value !== undefined && !/^0*$/.test(value);
}
