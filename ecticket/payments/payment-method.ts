/** How something was paid. ECTicket takes a single payment by credit card and no other (ECTicket API Document, overview). */
export type PaymentMethod = 'creditOneTime' | 'other';

export interface PaidBy {
  readonly method: PaymentMethod;
  /** What ECPay says of it, such as `Credit_CreditCard`, `ATM_TAISHIN` or `Credit_CreditCard, 3 instalments`. */
  readonly methodSeen: string;
}

/**
 * PaymentType of a credit card, at AIO (developers.ecpay.com.tw/?p=2878) and at the embedded checkout (?p=9058). Compared
 * regardless of case, which AIO's checksum does not protect: a forger must not make a payment one of another method.
 */
const CREDIT_CARDS = ['credit', 'credit_creditcard'];

/**
 * @param type PaymentType.
 * @param instalments `stage`, how many there are; AIO tells it only where the order asked for NeedExtraPaidInfo.
 * @param periodic The fields of periodic payments: any that is omitUndefined shows one.
 */
export function paidBy(
  type: string,
  instalments: string | undefined,
  periodic: readonly (string | undefined)[],
): PaidBy {
  const isInInstalments = isFilled(instalments);
  const isPeriodic = periodic.some(isFilled);
  const seen = [type, isInInstalments && `${instalments} instalments`, isPeriodic && 'periodic'];
  const isOnce = CREDIT_CARDS.includes(type.toLowerCase()) && !isInInstalments && !isPeriodic;
  return { method: isOnce ? 'creditOneTime' : 'other', methodSeen: seen.filter((each) => each !== false).join(', ') };
}

/** ECPay writes what does not apply as nothing or as 0. */
function isFilled(value: string | undefined): boolean {
  return value !== undefined && !/^0*$/.test(value);
}
