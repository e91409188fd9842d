/** The fields of an order at ECPay's checkouts, and their rules. */
import { z } from 'zod';
import { parseRequest } from '../shape.js';
import { omitUndefined } from '../objects.js';
import { fixNonAlphanumeric, fixUnsendable, fixUnusableUrl, textField } from '../text-field.js';

/** An order that a customer pays at ECPay, at either checkout. */
export interface CheckoutOrder {
  /** The number of the ticket order: 1 to 20 letters and digits. ECPay accepts it only once. */
  readonly merchantTradeNo: string;
  /** NT$, a whole number, 1 or more. */
  readonly amount: number;
  /** The names of the items, together up to 400 characters, without `#`, which separates them. */
  readonly items: readonly [string, ...string[]];
  /** Purpose of the payment, up to 200 characters. */
  readonly description: string;
  /** The address of the callback receiver, to which ECPay posts the payment notification. Up to 200 characters. */
  readonly returnUrl: string;
  /**
   * The merchant's page to which the customer's browser posts the result. Up to 200 characters, and not `returnUrl`.
   * The customer can forge this result: show it, but do not fulfil orders because of it.
   */
  readonly orderResultUrl?: string;
}

const REASON = 'An attacker could use it to forge a payment notification.';

/** Matches where a field about a payment begins, with the names that AIO's notifications and queries use. */
const PAYMENT_FIELD = new RegExp(
  '&(MerchantID|MerchantTradeNo|RtnCode|RtnMsg|TradeNo|TradeAmt|TradeDate|TradeStatus|Payment\\w*|' +
    'SimulatePaid|StoreID|CustomField\\d|CheckMacValue|Hash\\w*)=',
  'i',
);

const amount = z.number().superRefine((value, context) => {
  if (Number.isSafeInteger(value) && value >= 1 && value <= 999_999_999) return;
  const params = { rule: 'paymentAmount', fix: 'Write a whole number of NT$ from 1 to 999999999.' };
  context.addIssue({ code: 'custom', message: 'A payment is a whole number of NT$.', params });
});

/**
 * A URL that ECPay accepts. ECPay's pages require `%26` and `%3C` as plain characters "to avoid a failure of the call".
 * This package refuses such a URL, because only the merchant can say whether it still works after the replacement.
 */
const checkoutUrl = textField('checkoutUrl', 'An address is an http or https URL of at most 200 characters.', {
  max: 200,
  fix: (text) => fixUrl(text) ?? fixUnsendable(text),
});

/** The fields of {@link CheckoutOrder}, and rules between them. */
export const checkoutOrder = z
  .strictObject({
    merchantTradeNo: textField('paymentTradeNo', 'The number of a payment is 1 to 20 letters and digits.', {
      max: 20,
      fix: fixNonAlphanumeric,
    }),
    amount,
    items: z
      .array(textField('checkoutItem', 'An item has a name of at most 400 characters.', { max: 400, fix: fixItem }))
      .superRefine((items, context) => {
        const length = [...items.join('#')].length;
        if (items.length > 0 && length <= 400) return;
        const fix = items.length === 0 ? 'Add the names.' : `They have ${length} characters: shorten or combine them.`;
        const params = { rule: 'checkoutItems', fix };
        context.addIssue({ code: 'custom', message: 'Item names together have 1 to 400 characters.', params });
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
    const message = 'ECPay’s server and the customer’s browser need different addresses.';
    const params = { rule: 'orderResultUrl', fix: 'Write the address of a page for customers.' };
    context.addIssue({ code: 'custom', message, path: ['orderResultUrl'], params });
  });

/** Checks an order. @throws InvalidRequestError with every violation, in the client's field names. */
export function parseCheckoutOrder(order: object, endpoint: string): z.infer<typeof checkoutOrder> {
  return parseRequest(checkoutOrder, omitUndefined(order), endpoint);
}

function fixUrl(text: string): string | undefined {
  const unusable = fixUnusableUrl(text);
  if (unusable !== undefined) return unusable;
  if (/%(26|3c)/i.test(text)) return 'Write an address without %26 and %3C, which ECPay does not accept.';
  return PAYMENT_FIELD.test(text) ? `Remove what looks like another field of ECPay's. ${REASON}` : undefined;
}

function fixItem(text: string): string | undefined {
  if (text.includes('#')) return 'Remove the #, which separates items.';
  return fixText(text);
}

/**
 * Returns a fix for text that ECPay or an attacker could read as something else. ECPay's pages only say "Please do not
 * use special characters". This package's reading: no HTML, and nothing that looks like another field of the form.
 * AIO's checksum does not protect the borders between fields, and the form with its checksum passes through the
 * customer's browser.
 */
function fixText(text: string): string | undefined {
  if (/[<>]/.test(text)) return 'Remove < and >.';
  if (/&\s*\w+\s*=/.test(text)) return `Remove what looks like another field, &name=. ${REASON}`;
  return fixUnsendable(text);
}
