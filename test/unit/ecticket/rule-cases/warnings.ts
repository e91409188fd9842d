import type { WarningName } from '../../../../ecticket/issue-rules/messages.js';
import {
  catalogueItem,
  convenienceStore,
  electronic,
  GIFT,
  paper,
  preSale,
  serialItem,
  serialNumber,
  type RuleCases,
} from './rule-case.js';

const giftItem = catalogueItem({ ExpireDate: '20261231' });

export const WARNING_RULES: RuleCases<WarningName> = {
  refundNotifyUrlMissing: {
    breaks: [['RefundNotifyURL', paper({ RefundNotifyURL: undefined })]],
    keeps: [[paper()], [paper({ ...GIFT, RefundNotifyURL: undefined }, giftItem)]],
  },
  useStatusNotifyUrlMissing: {
    breaks: [['UseStatusNotifyURL', paper({ UseStatusNotifyURL: '' })]],
    keeps: [[paper()], [paper({ ...GIFT, UseStatusNotifyURL: undefined }, giftItem)]],
  },
  customerNameAdvised: {
    breaks: [['CustomerName', paper({ PrintType: '1', CustomerAddress: '台北市' })]],
    keeps: [[paper()], [paper({ PrintType: '1', CustomerName: '王珊珊' })], [convenienceStore()]],
  },
  customerAddressAdvised: {
    breaks: [['CustomerAddress', paper({ PrintType: '1', CustomerName: '王珊珊', CustomerAddress: '' })]],
    keeps: [[paper()], [paper({ PrintType: '1', CustomerAddress: '台北市' })], [electronic()]],
  },
  giftVoucherFaceValue: {
    breaks: [
      ['TicketInfo[0].TicketPrice', serialNumber(GIFT, serialItem({ ExpireDate: '20261231' }))],
      ['TicketInfo[1].TicketPrice', serialNumber({}, serialItem(), serialItem({ ExpireDate: '20261231' }))],
    ],
    keeps: [
      [serialNumber()],
      [serialNumber(GIFT, serialItem({ ExpireDate: '20261231', TicketPrice: 0 }))],
      [paper(GIFT, giftItem)],
    ],
  },
  printTypeIgnored: {
    breaks: [
      ['PrintType', convenienceStore({ PrintType: '1' })],
      ['PrintType', electronic({ PrintType: '2' })],
    ],
    keeps: [[paper()], [electronic()]],
  },
  isImmediateIgnored: {
    breaks: [
      ['IsImmediate', paper({ IsImmediate: '1' })],
      ['IsImmediate', serialNumber({ IsImmediate: '2' })],
    ],
    keeps: [[electronic()], [paper()]],
  },
  itemNoIgnored: {
    breaks: [['TicketInfo[0].ItemNo', serialNumber({}, serialItem({ ItemNo: 'VQT04959' }))]],
    keeps: [[serialNumber()], [paper()]],
  },
  itemNameIgnored: {
    breaks: [['TicketInfo[0].ItemName', paper({}, catalogueItem({ ItemName: 'SPA課程體驗券' }))]],
    keeps: [[serialNumber()], [paper()]],
  },
  ticketPriceIgnored: {
    breaks: [['TicketInfo[0].TicketPrice', paper({}, catalogueItem({ TicketPrice: 0 }))]],
    keeps: [[serialNumber()], [paper()]],
  },
  startDateIgnored: {
    breaks: [
      ['TicketInfo[0].StartDate', electronic({}, catalogueItem({ StartDate: '20260518' }))],
      ['TicketInfo[0].StartDate', paper({}, catalogueItem({ StartDate: '20260517' }))],
    ],
    keeps: [[preSale(catalogueItem({ StartDate: '20260519' }))]],
  },
  paymentProviderIgnored: {
    breaks: [['PaymentProvider', paper({ PaymentProvider: '1' })]],
    keeps: [[paper({ PaymentProvider: '1' }), { profile: 'escrow' }], [paper()]],
  },
};
