/** What `ecticket` prints for people, in Traditional Chinese, with ECPay's own terms (docs/zh-TW/glossary.md). */
import type { SkippedOrder } from '../find-resubmittable.js';
import type { Texts } from './en.js';
import { attentionInChinese } from './zh-tw-attention.js';
import { ZH_TW_DOCTOR } from './zh-tw-doctor.js';
import { ZH_TW_OPERATIONS } from './zh-tw-operations.js';

/** By the reason why the order is skipped. */
const SKIPPED_ORDERS: Readonly<Record<SkippedOrder['reason'], string>> = {
  issueRefused: '其付款需要決定：ecticket order show',
  invalidOrder: '其付款需要決定：ecticket order show',
  issueDelayed: '請等待。系統會重送訂單，直到綠界受理',
  issuanceFailed: '以新編號重送，或放棄',
  issuanceOverdue: '請詢問綠界。若綠界不會發行，則放棄訂單',
  recordUnreadable: '請等待並詢問綠界。沒有可做的決定',
  configuration: '請修正設定（ecticket doctor）。訂單隨後會繼續',
  numberTaken: '以新編號重送，或放棄',
  amountMismatch: '請核對已付金額。單獨重送即接受該金額，或取消訂單',
  paymentMethod: '請退還款項並取消訂單。單獨重送則仍會發行',
  paymentNotFound: '請先查看綠界的付款。確認已付款才單獨重送',
  paymentUnconfirmed: '請等待。確認已付款才單獨重送',
  paidTooLate: '單獨重送，或放棄',
  error: '請排除原因（ecticket order show），再單獨重送',
  noAttention: '不需要決定：ecticket order show',
  unread: '無法讀取。ecticket order show 會顯示原因',
};

export const ZH_TW: Texts = {
  status: {
    awaitingPayment: '等待付款',
    issuing: '發行中',
    awaitingIssuance: '等待發行結果',
    active: '可使用',
    needsAttention: '需要處理',
    settled: '已結案',
    released: '履約保障期滿',
    cancelled: '已取消',
    abandoned: '已放棄',
  },
  ticketState: { unused: '未使用', redeemed: '已核銷', refunded: '已退款', expired: '已過期' },
  voucher: { pickup: '提貨券', gift: '贈品券' },
  issueType: { electronic: '電子票券', convenienceStore: '超商票券', serialNumber: '純序號', paper: '紙本票券' },

  attention: attentionInChinese,

  order: {
    placed: (name) => `已建立訂單：${name}`,
    existed: (name) => `訂單已存在：${name}`,
    translated: (page) =>
      '此訂單以綠界 Issue 文件的欄位名稱撰寫，已轉換為本套件的名稱：' +
      `MerchantID 為 merchantId，TicketInfo 為 items，IssueType "3" 為 issueType "electronic"（${page}）。訊息使用這些名稱。`,
    watchHint: (name) => `追蹤訂單：ecticket order watch ${name}`,
    paymentRecorded: (name) => `已記錄 ${name} 的付款。`,
    statusIs: (status) => `訂單目前狀態：${status}。`,
    alreadyRunning: '訂單原本就在執行中。',
    noTickets: '綠界沒有此訂單的票券。',
    ecpayPending: '綠界尚未回應，系統會繼續查詢。',
    callFails: (activity, attempt, error, next) =>
      `活動 ${activity} 第 ${attempt} 次嘗試失敗：${error}\n` +
      (next === undefined ? 'Temporal 正在重試。' : `Temporal 將於 ${next} 重試。`),
    stopWatching: '按 Ctrl-C 停止追蹤。訂單會繼續執行。',
  },

  orderList: {
    none: '沒有訂單。',
    more: (limit) => `訂單超過 ${limit} 筆。提高 --limit 可看到其餘訂單。`,
    order: '訂單',
    status: '狀態',
    issueType: '票券類型',
    unused: '未使用',
    due: '期限（台北）',
    placed: '建立時間（台北）',
    taskFailure: 'Workflow Task 失敗',
  },

  orderDetails: {
    late: '逾時',
    order: '訂單',
    webUi: 'Web UI',
    platform: '平台商',
    issueType: '票券類型',
    payment: '付款',
    issued: '發行',
    issuedAs: (time, tradeNo) => `${time}，票券訂單編號 ${tradeNo}`,
    escrowEnds: '履約保障到期',
    taipei: (date) => `${date}（台北）`,
    amounts: '金額',
    callbacks: '主動通知',
    received: (count, last) => `${count} 次，最近一次 ${last}`,
    events: '事件',
    undelivered: (count) => `${count} 個尚未送達`,
    stuck: (since, error) => `；自 ${since} 起傳送失敗：${error}`,
    decisions: '處理紀錄',
    attention: '需要處理',
    error: '錯誤',
    tried: '已嘗試',
    since: '開始時間',
    commands: '可用指令',
  },

  payment: {
    paid: (amount, reference) => `已付款 ${amount}${reference === undefined ? '' : `（${reference}）`}`,
    notRequired: '不需付款',
    awaiting: (amount) => `等待付款：${amount}`,
    anyAmount: '不限金額',
    unchecked: '綠界尚未確認此筆付款',
    candidates: (count) => `另有 ${count} 筆付款等待綠界答覆`,
    extra: (count) => `另有 ${count} 筆訂單不需要的付款：請退還款項`,
  },

  amounts: {
    redeemed: (amount) => `已核銷 ${amount}`,
    refunded: (amount) => `已退款 ${amount}`,
    fee: (amount) => `（手續費 ${amount}）`,
    confirmed: (amount) => `銀行已確認 ${amount}`,
  },

  tickets: {
    ticket: '票券序號',
    redemptionNumber: '核銷代碼',
    state: '狀態',
    voucher: '券別',
    item: '商品',
    value: '面額',
    date: '日期（台北）',
    moneyMoves: '，款項將異動',
    refused: (code) => `已拒絕（${code}）`,
    unknown: '結果不明',
    unknownOutcome: '綠界沒有回應；訂單稍後會向綠界讀取結果',
    oneTicket: (ticketNo) => `票券 ${ticketNo}`,
    byWriteOffNo: (no) => `核銷代碼 ${no} 的票券`,
    count: (count, item) => `${item === undefined ? '' : `商品 ${item} 的 `}${count} 張票券`,
  },

  prompts: {
    subject: (order, tickets) => `${order}，${tickets}`,
    cancelRedemption: '要取消核銷嗎？票券會恢復為可使用。',
    refund: '要退款嗎？票券將無法使用，款項會退還。',
    cancelRefund: '要取消退款嗎？票券會恢復為可使用。',
    abandon: '要永久放棄此訂單嗎？如果綠界可能已有票券，訂單會先向綠界查詢。訂單結束後，若已收款，必須由您退還款項。',
    cancelOrder: '要永久取消此訂單嗎？若已收款，必須由您退還款項。',
    resubmit: '要將訂單原樣重送綠界嗎？',
    resubmitCorrected: '要將訂單依這些修正重送綠界嗎？',
    resubmitMany: (count) => `要將 ${count} 筆訂單原樣重送綠界嗎？`,
    declined: '未執行任何動作。',
  },

  resubmit: {
    onlyFirst: (count) => `僅處理前 ${count} 筆訂單。完成後請再執行一次此指令。`,
    remedy: SKIPPED_ORDERS,
    skipped: (count) => `略過 ${count} 筆，請逐筆決定：`,
    started: (workflowId) => `由 Workflow ${workflowId} 重送這些訂單；即使此指令中斷，也會繼續。`,
    matching: (count) => `有 ${count} 筆需要處理的訂單符合條件。未做任何變更。`,
    progress: (resubmitted, total, refused) => `已重送 ${resubmitted}／${total} 筆，${refused} 筆被拒絕`,
  },

  payments: {
    none: '沒有找不到訂單的付款。',
    more: (limit) => `付款超過 ${limit} 筆。提高 --limit 可看到其餘付款。`,
    resolved: (name) => `付款 ${name} 已結案。`,
    unknown: '查無訂單',
    ended: '訂單已結束',
    payment: '付款',
    amount: '金額',
    forOrder: '訂單編號',
    reason: '原因',
    ecpay: '綠界查證',
    confirmed: '已確認',
    unchecked: '未查證',
    paid: '付款時間（台北）',
    received: '收到時間（台北）',
    uncheckedWarning: (name) => `${name}：無法向綠界查詢。退還款項前，請先在綠界廠商後台查詢這筆付款。`,
    oldWarning: (name) => `${name} 的付款比通知早一週以上，可能屬於已超過 Temporal 保留期間的訂單。`,
    otherCaseWarning: (name, other) => `${name}：${other} 的編號相同，只有大小寫不同。請比對該訂單的付款。`,
  },

  events: {
    stopped: (sent, total, next, type) => `已傳送 ${total} 個事件中的 ${sent} 個。以 --since ${next}（${type}）繼續。`,
    none: (order) => `訂單 ${order} 沒有這樣的事件。`,
    accepted: (count, order, events) => `Webhook 已接受訂單 ${order} 的 ${count} 個事件：${events}。`,
  },

  more: (count) => `…… 還有 ${count} 筆`,
  written: (file, bytes) => `${file}：${bytes} 位元組`,
  period: '。',
  colon: '：',
  semicolon: '；',
  comma: '，',
  ticketCount: (count, state) => `${state} ${count} 張`,
  noWorker: '沒有 Worker 回應。Worker 是否在執行？',
  doctor: ZH_TW_DOCTOR,
  ...ZH_TW_OPERATIONS,
};
