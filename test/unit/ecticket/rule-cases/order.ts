import { catalogueItem, convenienceStore, electronic, GIFT, paper, serialNumber, type RuleCases } from './rule-case.js';

const giftItem = catalogueItem({ ExpireDate: '20261231' });
const LONG_URL = `https://shop.example/${'x'.repeat(200 - 'https://shop.example/'.length)}`;

/** Rules about the order as a whole. */
export const ORDER_RULES: RuleCases<
  | 'merchantId'
  | 'merchantTradeNo'
  | 'freeTradeNo'
  | 'oneTradeNumber'
  | 'issueType'
  | 'printType'
  | 'printTypeNeeded'
  | 'isImmediate'
  | 'isImmediateNeeded'
  | 'refundNotifyUrl'
  | 'useStatusNotifyUrl'
  | 'storeId'
  | 'operator'
  | 'paymentProvider'
  | 'paymentProviderNeeded'
> = {
  merchantId: {
    breaks: [
      ['MerchantID', paper({ MerchantID: '12345678901' })],
      ['MerchantID', paper({ MerchantID: '３０８５６７６' })],
      ['MerchantID', paper({ MerchantID: '../1' })],
    ],
    keeps: [[paper({ MerchantID: '1234567890' })]],
  },
  merchantTradeNo: {
    breaks: [
      ['MerchantTradeNo', paper({ MerchantTradeNo: 'x'.repeat(26) })],
      ['MerchantTradeNo', paper({ MerchantTradeNo: 'T-1' })],
      ['MerchantTradeNo', paper({ MerchantTradeNo: 'T 1' })],
      ['MerchantTradeNo', paper({ MerchantTradeNo: 'Ｔ１' })],
      ['MerchantTradeNo', paper({ MerchantTradeNo: '訂單1' })],
      ['MerchantTradeNo', paper({ MerchantTradeNo: 'T1\n' })],
    ],
    keeps: [[paper({ MerchantTradeNo: 'x'.repeat(25) })], [paper({ MerchantTradeNo: 'aZ9' })]],
  },
  freeTradeNo: {
    breaks: [
      ['FreeTradeNo', paper({ ...GIFT, FreeTradeNo: 'x'.repeat(21) }, giftItem)],
      ['FreeTradeNo', paper({ ...GIFT, FreeTradeNo: 'G_1' }, giftItem)],
    ],
    keeps: [[paper({ ...GIFT, FreeTradeNo: 'x'.repeat(20) }, giftItem)]],
  },
  oneTradeNumber: {
    breaks: [
      ['MerchantTradeNo', paper({ MerchantTradeNo: undefined })],
      ['MerchantTradeNo', paper({ MerchantTradeNo: '', FreeTradeNo: '' })],
      ['FreeTradeNo', paper({ FreeTradeNo: 'G1' })],
    ],
    keeps: [[paper()], [paper({ FreeTradeNo: '' })], [paper(GIFT, giftItem)]],
  },
  issueType: {
    breaks: [
      ['IssueType', paper({ IssueType: '5' })],
      ['IssueType', paper({ IssueType: 2 })],
      ['IssueType', paper({ IssueType: 'paper' })],
      ['IssueType', paper({ IssueType: null })],
    ],
    keeps: [[convenienceStore()], [paper()], [electronic()], [serialNumber()]],
  },
  printType: {
    breaks: [
      ['PrintType', paper({ PrintType: '3' })],
      ['PrintType', paper({ PrintType: 1 })],
    ],
    keeps: [[paper({ PrintType: '1' })], [paper({ PrintType: '2' })]],
  },
  printTypeNeeded: {
    breaks: [
      ['PrintType', paper({ PrintType: undefined })],
      ['PrintType', paper({ PrintType: '' })],
    ],
    keeps: [[electronic()], [convenienceStore()], [serialNumber()]],
  },
  isImmediate: {
    breaks: [
      ['IsImmediate', electronic({ IsImmediate: '0' })],
      ['IsImmediate', electronic({ IsImmediate: true })],
    ],
    keeps: [
      [electronic({ IsImmediate: '1' })],
      [electronic({ IsImmediate: '2' }, catalogueItem({ StartDate: '20260519' }))],
    ],
  },
  isImmediateNeeded: {
    breaks: [['IsImmediate', electronic({ IsImmediate: undefined })]],
    keeps: [[paper()], [convenienceStore()], [serialNumber()]],
  },
  refundNotifyUrl: urlCases('RefundNotifyURL'),
  useStatusNotifyUrl: urlCases('UseStatusNotifyURL'),
  storeId: {
    breaks: [
      ['StoreID', paper({ StoreID: 'S' })],
      ['StoreID', paper({ StoreID: 'x'.repeat(21) })],
      ['StoreID', paper({ StoreID: 'Ｓ１' })],
      ['StoreID', paper({ StoreID: '台北店' })],
      ['StoreID', paper({ StoreID: 'S-1' })],
    ],
    keeps: [[paper({ StoreID: 'S1' })], [paper({ StoreID: 'x'.repeat(20) })], [paper({ StoreID: '' })]],
  },
  operator: {
    breaks: [
      ['Operator', paper({ Operator: 'AngelaChan1' })],
      ['Operator', paper({ Operator: 'Angela C' })],
      ['Operator', paper({ Operator: 'Ａnn' })],
      ['Operator', paper({ Operator: '王' })],
    ],
    keeps: [[paper({ Operator: 'AngelaChan' })], [paper({ Operator: '7' })]],
  },
  paymentProvider: {
    breaks: [['PaymentProvider', paper({ PaymentProvider: '3' }), { profile: 'escrow' }]],
    keeps: [
      [paper({ PaymentProvider: '1' }), { profile: 'escrow' }],
      [paper({ PaymentProvider: '2' }), { profile: 'escrow' }],
    ],
  },
  paymentProviderNeeded: {
    breaks: [['PaymentProvider', paper(), { profile: 'escrow' }]],
    keeps: [[paper(), { profile: 'issueOnly' }]],
  },
};

function urlCases(field: string): RuleCases<'url'>['url'] {
  return {
    breaks: [
      [field, paper({ [field]: 'shop.example/notify' })],
      [field, paper({ [field]: 'ftp://shop.example/notify' })],
      [field, paper({ [field]: 'javascript:alert(1)' })],
      [field, paper({ [field]: 'https://' })],
      [field, paper({ [field]: ' https://shop.example/' })],
      [field, paper({ [field]: 'https://shop.example/\uD800' })],
      [field, paper({ [field]: `${LONG_URL}x` })],
    ],
    keeps: [[paper({ [field]: LONG_URL })], [paper({ [field]: 'http://shop.example:8080/a?b=c' })]],
  };
}
