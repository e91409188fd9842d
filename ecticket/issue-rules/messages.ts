/** Every rule of the Issue page in words (developers.ecpay.com.tw, ECTicket, Ticket Issuance). One screen, one list. */

/** Broken, each of these keeps an order from being sent. */
export const RULES = {
  merchantId: 'The merchant is named by the MerchantID that ECPay has given: 1 to 10 letters and digits.',
  platformId: 'The platform is named by the MerchantID that ECPay has given it: 1 to 10 letters and digits.',
  merchantTradeNo: 'The order number is 1 to 25 letters and digits.',
  freeTradeNo: 'The number of a gift-voucher order is 1 to 20 letters and digits.',
  oneTradeNumber:
    'An order has exactly one number: a MerchantTradeNo if it holds a pickup voucher, a FreeTradeNo if it holds gift vouchers only.',
  issueType: 'The issue type is convenience store, paper, electronic or serial number only.',
  printType: 'A paper ticket is printed by ECPay or by the merchant.',
  printTypeNeeded: 'For paper tickets it has to be said who prints them.',
  isImmediate: 'An electronic ticket can be used immediately, or from its start date.',
  isImmediateNeeded: 'For electronic tickets it has to be said whether they can be used immediately.',
  refundNotifyUrl: 'The URL for refund notifications is an http or https URL of at most 200 characters.',
  useStatusNotifyUrl: 'The URL for redemption notifications is an http or https URL of at most 200 characters.',
  refundNotifyUrlCallable: 'ECPay can call the URL for refund notifications.',
  useStatusNotifyUrlCallable: 'ECPay can call the URL for redemption notifications.',
  storeId: 'A branch number is 2 to 20 letters and digits, none of them full-width.',
  operator: 'The operator is 1 to 10 letters and digits, none of them full-width.',
  paymentProvider: 'The payment was taken by ECPay or by another provider.',
  paymentProviderNeeded: 'With escrow it has to be said who took the payment.',

  customerName: 'A customer’s name is 2 to 20 characters, purely Chinese or purely English.',
  customerNameNeeded: 'An electronic ticket needs the customer’s name.',
  customerPhone: 'A customer’s phone is a domestic mobile number: 09 and eight more digits.',
  customerPhoneNeeded: 'An electronic ticket needs the customer’s phone.',
  customerEmail: 'A customer’s e-mail address has at most 80 characters and the form name@domain.',
  customerEmailNeeded: 'A convenience-store ticket and an electronic ticket need the customer’s e-mail address.',
  customerAddress: 'A customer’s address has at most 100 characters.',

  atLeastOneItem: 'An order holds at least one product.',
  ticketsPerOrder: 'An order has at most 8 convenience-store tickets, or at most 100 tickets of another type.',
  itemNo: 'A product number is 1 to 8 letters and digits.',
  itemNoNeeded: 'A ticket that is not a serial number only needs a product number.',
  itemNoUnique: 'A product number stands in an order once.',
  itemName: 'A product name is 4 to 20 characters: Chinese, English letters, digits and ()_/,.$%- in half width.',
  itemNameNeeded: 'A ticket that is a serial number only needs a product name.',
  ticketPrice: 'The denomination of a ticket is a whole number from NT$0 to NT$999,999,999.',
  ticketPriceNeeded: 'A ticket that is a serial number only needs a denomination.',
  ticketAmount: 'The number of tickets is a whole number from 1.',

  startDate: 'A start date is a date of the calendar, written yyyymmdd.',
  startDateNeeded: 'A ticket that cannot be used immediately needs a start date.',
  startDateAfterIssue:
    'A start date is later than the day of issue, in Taipei. ECPay issues within five minutes: shortly before midnight that is tomorrow.',
  startDateAgainstImmediate: 'A ticket that can be used immediately starts on its day of issue, not later.',
  expireDate: 'An expiration date is a date of the calendar, written yyyymmdd.',
  expireDateNeeded: 'Every product of a gift-voucher order needs an expiration date.',
  expireDateNotBeforeStart: 'An expiration date is not earlier than the start date, or the day of issue in Taipei.',
  pickupVoucherInOrder:
    'An order under a MerchantTradeNo holds at least one pickup voucher, and a pickup voucher has no expiration date.',
} as const;

/** Of these ECPay makes nothing worse than losing a notification, or reading nothing. The order is sent all the same. */
export const WARNINGS = {
  refundNotifyUrlMissing:
    'Without a URL for refund notifications ECPay tells nobody that a pickup voucher was refunded.',
  useStatusNotifyUrlMissing:
    'Without a URL for redemption notifications ECPay tells nobody that a pickup voucher was redeemed or refunded.',
  customerNameAdvised: 'Paper tickets that are sent to the customer need the customer’s name.',
  customerAddressAdvised: 'Paper tickets that are sent to the customer need the customer’s address.',
  giftVoucherFaceValue: 'A gift voucher has no face value, and an item with an expiration date is a gift voucher.',
  printTypeIgnored: 'Who prints is read for paper tickets only.',
  isImmediateIgnored: 'Only electronic tickets can start later; every other type is issued for immediate use.',
  itemNoIgnored: 'A serial-number-only ticket has no product number.',
  itemNameIgnored: 'A product of the catalogue has its name there.',
  ticketPriceIgnored: 'A product of the catalogue has its price there.',
  startDateIgnored: 'For immediate use, ECPay sets the start date to the day of issue.',
  paymentProviderIgnored: 'Who took the payment is asked with escrow only.',
} as const;

export type RuleName = keyof typeof RULES;
export type WarningName = keyof typeof WARNINGS;
