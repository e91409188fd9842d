import { isMerchantId } from '../check-merchant.js';
import { readForm, verifyForm } from './form.js';
import { noticeOf, type ClosedNotice } from './payment-notice.js';

/**
 * The form that AIO posts to ReturnURL (developers.ecpay.com.tw/?p=2878, ?p=16538), its body as it came. Undefined for
 * what is no such form.
 */
export function readAioNotice(body: string): ClosedNotice | undefined {
  const form = readForm(body);
  const paymentMerchantId = form?.['MerchantID'];
  if (form === undefined || paymentMerchantId === undefined || !isMerchantId(paymentMerchantId)) return undefined;
  return {
    paymentMerchantId,
    open(keys) {
      verifyForm(form, keys);
      return noticeOf(paymentMerchantId, form);
    },
  };
}
