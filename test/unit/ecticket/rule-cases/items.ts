import {
  catalogueItem,
  convenienceStore,
  electronic,
  paper,
  serialItem,
  serialNumber,
  type RuleCases,
} from './rule-case.js';

const withItemNo = (ItemNo: string) => paper({}, catalogueItem({ ItemNo }));
const named = (ItemName: string) => serialNumber({}, serialItem({ ItemName }));
const priced = (TicketPrice: number) => serialNumber({}, serialItem({ TicketPrice }));
const counted = (TicketAmount: number) => paper({}, catalogueItem({ TicketAmount }));
const two = (first: number, second: number) => [
  catalogueItem({ ItemNo: 'A', TicketAmount: first }),
  catalogueItem({ ItemNo: 'B', TicketAmount: second }),
];

export const ITEM_RULES: RuleCases<
  | 'atLeastOneItem'
  | 'ticketsPerOrder'
  | 'itemNo'
  | 'itemNoNeeded'
  | 'itemNoUnique'
  | 'itemName'
  | 'itemNameNeeded'
  | 'ticketPrice'
  | 'ticketPriceNeeded'
  | 'ticketAmount'
> = {
  atLeastOneItem: {
    breaks: [['TicketInfo', paper({ TicketInfo: [] })]],
    keeps: [[paper()]],
  },
  ticketsPerOrder: {
    breaks: [
      ['TicketInfo', convenienceStore({}, ...two(4, 5))],
      ['TicketInfo', convenienceStore({}, catalogueItem({ TicketAmount: 9 }))],
      ['TicketInfo', paper({}, ...two(50, 51))],
      ['TicketInfo', electronic({}, ...two(1, 100))],
      ['TicketInfo', serialNumber({}, serialItem({ TicketAmount: 101 }))],
      ['TicketInfo', serialNumber({}, ...Array.from({ length: 5000 }, () => serialItem()))],
    ],
    keeps: [
      [convenienceStore({}, ...two(4, 4))],
      [paper({}, ...two(50, 50))],
      [electronic({}, ...two(99, 1))],
      [serialNumber({}, ...Array.from({ length: 100 }, () => serialItem()))],
    ],
  },
  itemNo: {
    breaks: [
      ['TicketInfo[0].ItemNo', withItemNo('VQT049591')],
      ['TicketInfo[0].ItemNo', withItemNo('VQT-4959')],
      ['TicketInfo[0].ItemNo', withItemNo('ＶＱＴ')],
    ],
    keeps: [[withItemNo('VQT04959')], [withItemNo('a')]],
  },
  itemNoNeeded: {
    breaks: [
      ['TicketInfo[0].ItemNo', convenienceStore({}, catalogueItem({ ItemNo: undefined }))],
      ['TicketInfo[0].ItemNo', paper({}, catalogueItem({ ItemNo: '' }))],
      ['TicketInfo[1].ItemNo', electronic({}, catalogueItem(), { TicketAmount: 1 })],
    ],
    keeps: [[serialNumber()]],
  },
  itemNoUnique: {
    breaks: [['TicketInfo[2].ItemNo', paper({}, ...two(1, 1), catalogueItem({ ItemNo: 'A' }))]],
    keeps: [[paper({}, catalogueItem({ ItemNo: 'a1' }), catalogueItem({ ItemNo: 'A1' }))]],
  },
  itemName: {
    breaks: [
      ['TicketInfo[0].ItemName', named('住宿券')],
      ['TicketInfo[0].ItemName', named('券'.repeat(21))],
      ['TicketInfo[0].ItemName', named('SPA 課程體驗券')],
      ['TicketInfo[0].ItemName', named('SPA（課程）體驗券')],
      ['TicketInfo[0].ItemName', named('ＳＰＡ課程體驗券')],
      ['TicketInfo[0].ItemName', named('SPA&課程體驗券')],
      ['TicketInfo[0].ItemName', named('SPA課程體驗券!')],
      ['TicketInfo[0].ItemName', named('SPA課程\u3000體驗券')],
    ],
    keeps: [[named('住宿券A')], [named('券'.repeat(20))], [named('𠮷'.repeat(10))], [named('A1中()_/,.$%-')]],
  },
  itemNameNeeded: {
    breaks: [['TicketInfo[0].ItemName', serialNumber({}, serialItem({ ItemName: undefined }))]],
    keeps: [[paper()]],
  },
  ticketPrice: {
    breaks: [
      ['TicketInfo[0].TicketPrice', priced(-1)],
      ['TicketInfo[0].TicketPrice', priced(1_000_000_000)],
      ['TicketInfo[0].TicketPrice', priced(99.5)],
    ],
    keeps: [[priced(0)], [priced(999_999_999)]],
  },
  ticketPriceNeeded: {
    breaks: [['TicketInfo[0].TicketPrice', serialNumber({}, serialItem({ TicketPrice: undefined }))]],
    keeps: [[paper()]],
  },
  ticketAmount: {
    breaks: [
      ['TicketInfo[0].TicketAmount', counted(0)],
      ['TicketInfo[0].TicketAmount', counted(-4)],
      ['TicketInfo[0].TicketAmount', counted(1.5)],
    ],
    keeps: [[counted(1)]],
  },
};
