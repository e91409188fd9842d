/** What `ecticket setup`, `views`, `keys`, `trigger`, `forget` and `rebuild` print, in Traditional Chinese. */
import type { RebuildProblem } from '../../workflows/messages/bulk.js';
import type { OperationTexts } from './en-operations.js';

const REMEDIES: Readonly<Record<RebuildProblem['problem'], string>> = {
  unpaid: '等待付款。若已付款，請再次確認付款：ecticket order pay',
  unknownToECPay: '綠界沒有此訂單。請檢查特店編號與訂單編號；--free、--platform',
  replaced: '已由另一筆訂單取代。請改為重建該訂單',
  numberTaken: '此編號屬於另一筆訂單',
  unread: '一天內未能讀取綠界的訂單紀錄。ecticket order show 會顯示原因',
};

/** By the name of the view. */
const VIEW_TITLES: Readonly<Record<string, string>> = {
  'needs-attention': '需要處理',
  'task-failures': '卡住：Workflow Task 失敗',
  late: '逾時：已送往綠界，但未在發行時限內取得票券',
  'unpaid-since-yesterday': '從昨天（台北時間）或更早開始等待付款',
  'escrow-ends-this-week': '履約保障將在 7 天內到期的未使用提貨券',
};

export const ZH_TW_OPERATIONS: OperationTexts = {
  setup: {
    missing: '缺少',
    mistyped: (actual, type) => `型別是 ${actual}，應為 ${type}`,
    added: '已新增',
    registered: '原本就已註冊',
    codeIndex: (page) =>
      `若只憑掃描的核銷代碼核銷，且未結束的訂單超過一百筆：請設定 ECTICKET_CODE_KEYS，再次執行此指令（${page}）。`,
    onCloud: (namespace, command) =>
      '在 Temporal Cloud 上，由帳戶擁有者或 Namespace 管理員以 Temporal Cloud 自己的工具新增搜尋屬性：在 ' +
      `https://cloud.temporal.io （Namespaces、${namespace}、Edit），或執行\n${command}`,
    onServer: (address, command) => `此帳戶不得新增搜尋屬性。請位於 ${address} 的伺服器的管理員執行\n${command}`,
    wrongTypes: (names) =>
      `搜尋屬性的型別無法變更（${names}）。請使用另一個 Namespace，或移除這些搜尋屬性後再次執行此指令。`,
  },

  views: {
    title: (name) => VIEW_TITLES[name] ?? name,
    noLinks: '若要顯示連結，請將 ECTICKET_UI_URL 設為 Temporal Web UI 的網址。',
  },

  keys: {
    loss: {
      codec: '遺失此金鑰，以它加密的一切都無法讀取。',
      codes: '遺失此金鑰，就無法以掃描的核銷代碼找到以它建立索引的訂單。',
    },
    note: (setting, loss) =>
      [
        `請將金鑰與其他密鑰一起保存。${loss}`,
        `第一把金鑰：${setting}=<此行>，設定於每個 Worker、接收程式與用戶端。`,
        `更換金鑰：  1. 在所有程序設定 ${setting}=<目前的值>,<此行>，並重新啟動。`,
        `            2. 在所有程序設定 ${setting}=<此行>,<目前的值>。`,
        '金鑰 ID 不可用於另一把金鑰，一把金鑰也不可用於兩項設定。',
      ].join('\n'),
  },

  trigger: {
    payment: (tradeNo, amount) => `付款 ${tradeNo}，金額 ${amount}`,
    simulatedPayment: (tradeNo, amount) => `模擬付款 ${tradeNo}，金額 ${amount}`,
    notified: (url, answer) => `付款通知 ${url}：${answer}`,
    callback: (kind, url, answer) => `${kind === 'useStatus' ? '使用狀態' : '退款'}主動通知 ${url}：${answer}`,
    noCallback: '沒有主動通知：建立訂單時未提供通知網址。',
    heldBack: '因模擬故障而暫不送出',
    dropped: '因模擬故障而遺失',
    delayed: '因模擬故障而延遲',
    accepted: (httpStatus) => `已接受，HTTP ${httpStatus}`,
    notAccepted: (reason) => `未接受：${reason}`,
    noAnswer: (command) =>
      `接收程式沒有接受。接收程式是否在該網址執行（${command}）？沙盒每 10 分鐘（沙盒的時間）再次送出主動通知，付款通知則不再送出。`,
  },

  forget: {
    prompt: (order) => `${order}：刪除 Temporal 中此訂單的一切資料？刪除後無法復原。`,
    nothing: (order, hasLetters) =>
      `Temporal 沒有 ${order} 的任何資料。${hasLetters ? '編號區分大小寫：請依訂單的寫法輸入。' : ''}`,
    deleted: (order, what) => `Temporal 已沒有 ${order} 的任何資料。已刪除：${what.join('、')}。`,
    runs: (count) => `${count} 次 Workflow 執行`,
    payments: (count) => `${count} 筆找不到訂單的付款`,
    reservation: '訂單編號的保留',
    cannotDelete: '此指令無法刪除：',
    remains: [
      '綠界的訂單紀錄：請洽綠界',
      '您自己的資料庫，以及您的 Webhook 所儲存的訂單資料',
      '以此訂單為子 Workflow 的、您自己的 Workflow 的歷程，直到 Namespace 的保留期間結束',
      'Temporal 資料庫的備份、封存的歷程，以及資料庫尚未覆寫的磁碟空間',
      '日誌與追蹤資料：含有訂單編號，不含個人資料',
    ],
    related: (order) => `同一位顧客的訂單：ecticket forget ${order}`,
  },

  rebuild: {
    counted: ({ orders, running, ended, missing }) =>
      `${orders} 筆訂單：${running} 筆執行中，${ended} 筆已結束，Temporal 缺少 ${missing} 筆。沒有變更任何資料。`,
    started: (count, workflowId) => `正在以 Workflow ${workflowId} 重建 ${count} 筆訂單。`,
    progress: ({ total, adopted, running, agreeing, pending, problems }) =>
      `${total} 筆中有 ${adopted + running} 筆已接管或執行中，${agreeing} 筆與綠界一致，` +
      `${pending} 筆尚未完成，${problems.length} 筆需要營運人員處理`,
    result: ({ orders, agreeing, problems, adopted }) =>
      `${orders} 筆訂單：${agreeing} 筆與綠界的訂單紀錄一致` +
      `${problems === 0 ? '' : `，${problems} 筆需要營運人員處理`}。啟動的 Workflow：${adopted} 個。`,
    remedy: REMEDIES,
  },
};
