/** The four Data examples of ECPay's Issue page, unchanged, and a time at which all of them were valid. */
export const PAGE_EXAMPLES = {
  convenienceStore: {
    MerchantID: '2000132',
    MerchantTradeNo: 'CBX20220302153064851',
    IssueType: '1',
    UseStatusNotifyURL: 'http://www.happybuy123.com.tw/notifyurl',
    Operator: 'AngelaChan',
    CustomerEmail: 'abc@gmail.com',
    TicketInfo: [
      { ItemNo: 'VQT04959', TicketAmount: 4 },
      { ItemNo: 'VNS21400', TicketAmount: 4 },
    ],
  },
  paper: {
    MerchantID: '2000132',
    MerchantTradeNo: 'CBX20220302153064851',
    IssueType: '2',
    PrintType: '2',
    UseStatusNotifyURL: 'http://www.happybuy123.com.tw/notifyurl',
    Operator: 'AngelaChan',
    CustomerName: '王珊珊',
    TicketInfo: [
      { ItemNo: 'VQT04959', TicketAmount: 10 },
      { ItemNo: 'VNS21400', TicketAmount: 10 },
    ],
  },
  electronic: {
    MerchantID: '2000132',
    MerchantTradeNo: 'CBX20220302153064851',
    IssueType: '3',
    IsImmediate: '2',
    Operator: 'AngelaChan',
    CustomerName: '王珊珊',
    CustomerPhone: '0912345678',
    CustomerEmail: 'abc@gmail.com',
    TicketInfo: [
      { ItemNo: 'VQT04959', TicketAmount: 8, StartDate: '20240101' },
      { ItemNo: 'VNS21400', TicketAmount: 6, StartDate: '20240101' },
    ],
  },
  serialNumber: {
    MerchantID: '2000132',
    MerchantTradeNo: 'CBX20220302153064851',
    IssueType: '4',
    UseStatusNotifyURL: 'http://www.happybuy123.com.tw/notifyurl',
    Operator: 'AngelaChan',
    TicketInfo: [
      { ItemName: '五星渡假飯店假日住宿券', TicketPrice: 6600, TicketAmount: 2 },
      { ItemName: 'SPA課程體驗券', TicketPrice: 3200, TicketAmount: 4 },
    ],
  },
};

/** Noon in Taipei on the day after the examples' order number, well before their start date of 2024-01-01. */
export const PAGE_EXAMPLES_NOW = Date.parse('2022-03-03T12:00:00+08:00');

/** The Response example of ECPay's Issue page. */
export const PAGE_REPLY = {
  RtnCode: 1,
  RtnMsg: 'success',
  MerchantTradeNo: 'CBX20220302153064851',
  FreeTradeNo: '',
  TicketTradeNo: '2022030215301234',
  TicketData: [
    { ItemNo: 'BR103218', TicketAmount: 3 },
    { ItemNo: 'CK851236', TicketAmount: 5 },
  ],
};
