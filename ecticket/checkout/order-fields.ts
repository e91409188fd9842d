/** What an order at ECPay's checkouts may hold, looked at field by field. */
import { z } from 'zod';
import { parseRequest } from '../shape.js';
import { omitUndefined } from '../objects.js';
import { fixNonAlphanumeric, fixUnsendable, fixUnusableUrl, textField } from '../text-field.js';

/** An order that a customer pays at ECPay, whichever checkout takes the payment. */
export interface CheckoutOrder {
  /** The number of the ticket order: 1 to 20 letters and digits, used once. */
  readonly merchantTradeNo: string;
  /** NT$, a whole number from 1. */
  readonly amount: number;
  /** What the customer buys, one name a product, together up to 400 characters. Without `#`, which separates them. */
  readonly items: readonly [string, ...string[]];
  /** What the payment is for, up to 200 characters. */
  readonly description: string;
  /** Where ECPay posts the payment notification: the receiver's address. Up to 200 characters. */
  readonly returnUrl: string;
  /**
   * A page of the merchant's to which the customer's browser posts the result. Up to 200 characters, and not `returnUrl`.
   * What it carries went through the browser: show it, and fulfil nothing for it.
   */
  readonly orderResultUrl?: string;
}

const WHY = 'A payment notification could be forged with it.';

/** The names of AIO's notifications and queries that say whether, what and by whom was paid, at the border of a field. */
const SPEAKS_OF_PAYMENT =
  /&(MerchantID|MerchantTradeNo|RtnCode|RtnMsg|TradeNo|TradeAmt|TradeDate|TradeStatus|Payment\w*|SimulatePaid|StoreID|CustomField\d|CheckMacValue|Hash\w*)=/i;

const amount = z.number().superRefine((value, context) => {
  if (Number.isSafeInteger(value) && value >= 1 && value <= 999_999_999) return;
  const params = { rule: 'paymentAmount', fix: 'Write a whole number of NT$, from 1 to 999999999.' };
  context.addIssue({ code: 'custom', message: 'A payment is a whole number of NT$.', params });
});

/**
 * An address as ECPay takes it. Its pages ask to write `%26` and `%3C` as the characters themselves "to avoid a failure of
 * the call"; such a value is refused here, since only the merchant knows whether the address is the same then.
 */
const checkoutUrl = textField('checkoutUrl', 'An address is an http or https URL of at most 200 characters.', {
  max: 200,
  fix: (text) => fixUrl(text) ?? fixUnsendable(text),
});

/** The fields of {@link CheckoutOrder}, and rules between them. */
export const checkoutOrder = z
  .strictObject({
    merchantTradeNo: textField('paymentTradeNo', 'A payment is named by 1 to 20 letters and digits.', {
      max: 20,
      fix: fixNonAlphanumeric,
    }),
    amount,
    items: z
      .array(textField('checkoutItem', 'A product has a name of at most 400 characters.', { max: 400, fix: fixItem }))
      .superRefine((items, context) => {
        const length = [...items.join('#')].length;
        if (items.length > 0 && length <= 400) return;
        const fix = items.length === 0 ? 'Name what is sold.' : `They have ${length}: shorten or combine them.`;
        const params = { rule: 'checkoutItems', fix };
        context.addIssue({ code: 'custom', message: 'Product names have together 1 to 400 characters.', params });
      }),
    description: textField('checkoutDescription', 'A description has 1 to 200 characters.', {
      max: 200,
      fix: fixText,
    }),
    returnUrl: checkoutUrl,
    orderResultUrl: checkoutUrl.exactOptional(),
    clientBackUrl: checkoutUrl.exactOptional(),
  })
  .superRefine(({ returnUrl, orderResultUrl }, context) => {
    if (returnUrl !== orderResultUrl) return;
    const message = 'ECPay’s server and the customer’s browser need addresses of their own.';
    const params = { rule: 'orderResultUrl', fix: 'Write the address of a page for customers.' };
    context.addIssue({ code: 'custom', message, path: ['orderResultUrl'], params });
  });

/** The order, checked. @throws InvalidRequestError with every violation, in our names. */
export function parseCheckoutOrder(given: object, call: string): z.infer<typeof checkoutOrder> {
  return parseRequest(checkoutOrder, omitUndefined(given), call);
}

function fixUrl(text: string): string | undefined {
  const unusable = fixUnusableUrl(text);
  if (unusable !== undefined) return unusable;
  if (/%(26|3c)/i.test(text)) return 'Write an address without %26 and %3C, which ECPay does not take.';
  return SPEAKS_OF_PAYMENT.test(text) ? `Take out what looks like a further field of ECPay's. ${WHY}` : undefined;
}

function fixItem(text: string): string | undefined {
  if (text.includes('#')) return 'Take out the #, which separates products.';
  return fixText(text);
}

/**
 * A text that is not read as something else. "Please do not use special characters" is all that ECPay says of them: what
 * has a meaning in HTML is refused, and what looks like a further field of the form. AIO's checksum does not protect the
 * borders between fields, and the form with its checksum passes through the customer's browser.
 */
function fixText(text: string): string | undefined {
  if (/[<>]/.test(text)) return 'Take out < and >.';
  if (/&\s*\w+\s*=/.test(text)) return `Take out what looks like a further field, &name=. ${WHY}`;
  return fixUnsendable(text);
}
