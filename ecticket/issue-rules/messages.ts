/** The messages of every rule of the Issue page (developers.ecpay.com.tw, ECTicket, Ticket Issuance). */

/** Rules that an order must follow. An order that breaks one is not sent. */
export const RULES = {
  merchantId: 'The merchant’s ID is the MerchantID that ECPay has assigned: 1 to 10 letters and digits.',
  platformId: 'The platform’s ID is the MerchantID that ECPay has assigned to it: 1 to 10 letters and digits.',
  merchantTradeNo: 'The order number is 1 to 25 letters and digits.',
  freeTradeNo: 'The number of a gift-voucher order is 1 to 20 letters and digits.',
  oneTradeNumber:
    'An order has exactly one number: a MerchantTradeNo with a pickup voucher, a FreeTradeNo with gift vouchers only.',
  issueType: 'The issue type is convenience store, paper, electronic or serial number only.',
  printType: 'A paper ticket is printed by ECPay or by the merchant.',
  printTypeNeeded: 'An order of paper tickets specifies who prints them.',
  isImmediate: 'An electronic ticket can be used immediately, or from its start date.',
  isImmediateNeeded: 'An order of electronic tickets specifies whether customers can use them immediately.',
  refundNotifyUrl: 'The URL for refund notifications is an http or https URL of at most 200 characters.',
  useStatusNotifyUrl: 'The URL for redemption notifications is an http or https URL of at most 200 characters.',
  refundNotifyUrlCallable: 'ECPay must be able to call the URL for refund notifications.',
  useStatusNotifyUrlCallable: 'ECPay must be able to call the URL for redemption notifications.',
  storeId: 'A store number is 2 to 20 letters and digits, none of them full-width.',
  operator: 'The name in operator is 1 to 10 letters and digits, none of them full-width.',
  paymentProvider: 'The payment provider is ECPay or another provider.',
  paymentProviderNeeded: 'An order in the escrow profile specifies who took the payment.',

  customerName: 'A customer’s name is 2 to 20 characters, purely Chinese or purely English.',
  customerNameNeeded: 'An electronic ticket needs the customer’s name.',
  customerPhone: 'A customer’s phone is a domestic mobile number: 09 and eight more digits.',
  customerPhoneNeeded: 'An electronic ticket needs the customer’s phone.',
  customerEmail: 'A customer’s e-mail address has at most 80 characters and the form name@domain.',
  customerEmailNeeded: 'A convenience-store ticket and an electronic ticket need the customer’s e-mail address.',
  customerAddress: 'A customer’s address has at most 100 characters.',

  atLeastOneItem: 'An order has at least one item.',
  ticketsPerOrder: 'An order has at most 8 convenience-store tickets, or at most 100 tickets of another type.',
  itemNo: 'An item number is 1 to 8 letters and digits.',
  itemNoNeeded: 'Every ticket type except serial numbers needs an item number.',
  itemNoUnique: 'An order has each item number only once.',
  itemName: 'An item name is 4 to 20 characters: Chinese, English letters, digits and ()_/,.$%- in half width.',
  itemNameNeeded: 'A serial-number-only ticket needs an item name.',
  ticketPrice: 'The face value of a ticket is a whole number from NT$0 to NT$999,999,999.',
  ticketPriceNeeded: 'A serial-number-only ticket needs a face value.',
  ticketAmount: 'The number of tickets is a whole number, 1 or more.',

  startDate: 'A start date is a calendar day, written yyyymmdd.',
  startDateNeeded: 'A ticket for later use needs a start date.',
  startDateAfterIssue:
    'A start date is later than the day of issue in Taipei. ' +
    'ECPay issues within five minutes: shortly before midnight, that day is tomorrow.',
  startDateAgainstImmediate: 'A ticket for immediate use starts on its day of issue, not later.',
  expireDate: 'An expiration date is a calendar day, written yyyymmdd.',
  expireDateNeeded: 'Every item of a gift-voucher order needs an expiration date.',
  expireDateNotBeforeStart: 'An expiration date is not earlier than the start date, or the day of issue in Taipei.',
  pickupVoucherInOrder:
    'An order with a MerchantTradeNo has at least one pickup voucher, and a pickup voucher has no expiration date.',
} as const;

/** Warnings. ECPay accepts the order, but a notification is lost or a field has no effect. */
export const WARNINGS = {
  refundNotifyUrlMissing:
    'Without a URL for refund notifications, ECPay does not notify the merchant when a pickup voucher is refunded.',
  useStatusNotifyUrlMissing:
    'Without a URL for redemption notifications, ' +
    'ECPay does not notify the merchant when a pickup voucher is redeemed or refunded.',
  customerNameAdvised: 'Paper tickets that ECPay sends to the customer need the customer’s name.',
  customerAddressAdvised: 'Paper tickets that ECPay sends to the customer need the customer’s address.',
  giftVoucherFaceValue: 'A gift voucher has no face value, and an item with an expiration date is a gift voucher.',
  printTypeIgnored: 'ECPay reads who prints for paper tickets only.',
  isImmediateIgnored: 'Only electronic tickets can start later; ECPay issues every other type for immediate use.',
  itemNoIgnored: 'A serial-number-only ticket has no item number.',
  itemNameIgnored: 'ECPay takes the name of a catalogue item from its catalogue.',
  ticketPriceIgnored: 'ECPay takes the price of a catalogue item from its catalogue.',
  startDateIgnored: 'For immediate use, ECPay sets the start date to the day of issue.',
  paymentProviderIgnored: 'ECPay reads who took the payment in the escrow profile only.',
} as const;

export type RuleName = keyof typeof RULES;
export type WarningName = keyof typeof WARNINGS;
