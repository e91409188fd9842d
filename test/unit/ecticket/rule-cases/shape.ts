import { catalogueItem, electronic, paper, serialItem, serialNumber, type RuleCases } from './rule-case.js';

/** Rules of any strict schema. */
export const SHAPE_RULES: RuleCases<'shape' | 'required' | 'unknownField'> = {
  shape: {
    breaks: [
      ['', null],
      ['', undefined],
      ['', 'an order'],
      ['', 7],
      ['', [paper()]],
      ['', () => paper()],
      ['MerchantID', paper({ MerchantID: 3085676 })],
      ['Operator', paper({ Operator: null })],
      ['CustomerName', paper({ CustomerName: ['王珊珊'] })],
      ['StoreID', paper({ StoreID: { id: 'S1' } })],
      ['TicketInfo', paper({ TicketInfo: catalogueItem() })],
      ['TicketInfo', paper({ TicketInfo: null })],
      ['TicketInfo[0]', paper({ TicketInfo: ['VQT04959'] })],
      ['TicketInfo[1]', paper({ TicketInfo: [catalogueItem(), null] })],
      ['TicketInfo[0].TicketAmount', paper({}, catalogueItem({ TicketAmount: '4' }))],
      ['TicketInfo[0].TicketAmount', paper({}, catalogueItem({ TicketAmount: NaN }))],
      ['TicketInfo[0].TicketAmount', paper({}, catalogueItem({ TicketAmount: 4n.toString() }))],
      ['TicketInfo[0].TicketPrice', serialNumber({}, serialItem({ TicketPrice: '3200' }))],
      ['TicketInfo[0].StartDate', paper({}, catalogueItem({ StartDate: 20260601 }))],
    ],
    keeps: [[paper()]],
  },
  required: {
    breaks: [
      ['MerchantID', paper({ MerchantID: undefined })],
      ['MerchantID', paper({ MerchantID: '' })],
      ['IssueType', paper({ IssueType: undefined })],
      ['IssueType', paper({ IssueType: '' })],
      ['Operator', paper({ Operator: undefined })],
      ['TicketInfo', paper({ TicketInfo: undefined })],
      ['TicketInfo[0]', paper({ TicketInfo: [undefined, catalogueItem()] })],
      ['TicketInfo[0].TicketAmount', paper({}, catalogueItem({ TicketAmount: undefined }))],
    ],
    keeps: [[paper({ CustomerAddress: undefined, StoreID: '', CustomerName: '' })], [electronic({ PrintType: '' })]],
  },
  unknownField: {
    breaks: [
      ['Remark', paper({ Remark: 'x' })],
      ['merchantId', paper({ merchantId: '3085676' })],
      ['PlatformID', paper({ PlatformID: '3085672' })],
      ['constructor', paper({ constructor: 'x' })],
      ['__proto__', JSON.parse(JSON.stringify(paper()).replace('{', '{"__proto__":{},'))],
      ['["two words"]', paper({ 'two words': 1 })],
      ['TicketInfo[0].Price', paper({}, catalogueItem({ Price: 1 }))],
    ],
    keeps: [[paper({ Remark: undefined })]],
  },
};
