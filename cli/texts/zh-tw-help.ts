/** The help of `ecticket` in Traditional Chinese, by the English text. test/unit/cli/language.test.ts finds gaps. */
import { EXIT_MEANINGS } from '../exit-status.js';

export const HELP_IN_CHINESE: Readonly<Partial<Record<string, string>>> = {
  'Usage:': '用法：',
  'Options:': '選項：',
  'Arguments:': '參數：',
  'Commands:': '指令：',
  'Exit status:': '結束狀態：',
  'Example:': '範例：',
  'Examples:': '範例：',

  'ECPay ECTicket orders on Temporal, for people and scripts': '在 Temporal 上管理綠界 ECTicket 訂單，供人員與腳本使用',
  'output the version number': '顯示版本',
  'display help for command': '顯示指令的說明',
  'Generate shell completion scripts': '產生 shell 的自動完成腳本',
  'Shell type for completion script': '自動完成腳本適用的 shell',
  'print JSON, also for errors: {"error":{"code","message"}}': '輸出 JSON，錯誤也是：{"error":{"code","message"}}',
  'print the stack trace of an error': '顯示錯誤的堆疊追蹤',
  'Settings come from the environment, as for the worker: ECTICKET_ENV, ECTICKET_MERCHANTS, TEMPORAL_ADDRESS …':
    '設定與 Worker 相同，來自環境變數：ECTICKET_ENV、ECTICKET_MERCHANTS、TEMPORAL_ADDRESS ……',
  'Name an order by its workflow id or by [MerchantID/]TradeNo.':
    '以 Workflow ID 或 [MerchantID/]TradeNo（特店編號/訂單編號）指定訂單。',

  [EXIT_MEANINGS.ok]: '完成',
  [EXIT_MEANINGS.failed]: '失敗：doctor 有檢查未通過、setup 未完成、主動通知未獲接受、確認時回答否，或本程式有錯',
  [EXIT_MEANINGS.usage]: '指令、設定或輸入有誤；未執行任何動作',
  [EXIT_MEANINGS.notFound]: '查無此訂單、付款或核銷代碼',
  [EXIT_MEANINGS.refused]: '遭訂單、綠界或沙盒拒絕；未做任何變更',
  [EXIT_MEANINGS.unavailable]:
    'Temporal、Worker、綠界或 Webhook 沒有回應，或結果不明；可以安全重試，若錯誤訊息提到 --update-id，請一併使用',
  [EXIT_MEANINGS.interrupted]: '以 Ctrl-C 中斷',

  'register the search attributes of ticket orders in the Temporal namespace':
    '在 Temporal 的 Namespace 註冊票券訂單的搜尋屬性',
  'check everything that orders depend on, and say how to fix what is wrong': '檢查訂單所需的一切，並說明如何修正問題',
  'print queries for daily operations, with links to the Temporal Web UI':
    '列出日常營運用的查詢，並附上 Temporal Web UI 的連結',
  'generate encryption keys': '產生加密金鑰',
  'generate a key that encrypts personal data in Temporal, or one that indexes redemption codes':
    '產生在 Temporal 中加密個人資料的金鑰，或為核銷代碼建立索引的金鑰',
  'codec: ECTICKET_CODEC_KEYS; codes: ECTICKET_CODE_KEYS':
    'codec：ECTICKET_CODEC_KEYS；codes：ECTICKET_CODE_KEYS（設定）',
  'a key id that was never used before; defaults to one that contains the date':
    '從未使用過的金鑰 ID；預設為包含日期的 ID',

  'place, read and manage orders': '建立、查看與管理訂單',
  'place an order; placing the same order again returns the existing one': '建立訂單；重複建立相同訂單會傳回既有訂單',
  'the order as JSON, with the field names of TicketOrder; - for stdin':
    '以 JSON 表示的訂單，欄位名稱同 TicketOrder；- 表示標準輸入',
  'the amount to be paid': '應付金額',
  'cancel the order if it is not paid by then': '逾時未付款則取消訂單',
  'the order is already paid': '訂單已付款',
  "with --paid: the payment provider's number": '搭配 --paid：金流服務商的交易編號',
  'show an order: payment, tickets, status': '顯示訂單：付款、票券、狀態',
  'list orders, newest first': '列出訂單，最新的在前',
  'only orders in this status': '只列出此狀態的訂單',
  'only orders of this merchant': '只列出此特店的訂單',
  'only orders that are stuck because their workflow tasks fail': '只列出因 Workflow Task 失敗而卡住的訂單',
  'the maximum number of orders': '訂單筆數上限',
  'watch an order until it closes; with --json, print one line per change':
    '追蹤訂單直到結束；搭配 --json 時，每次變更輸出一行',
  'record the payment of an order; the same payment is recorded once': '記錄訂單的付款；同一筆付款只記錄一次',
  'the amount paid': '已付金額',
  "the payment provider's number; it identifies the payment": '金流服務商的交易編號，用以識別付款',
  'ISO 8601 with an offset: 2026-11-22T15:30:00+08:00': '含時區的 ISO 8601 時間：2026-11-22T15:30:00+08:00',
  'send an order that needs attention to ECPay again, with or without corrections, or many unchanged':
    '將需要處理的訂單重送綠界：原樣或修正後重送，也可一次原樣重送多筆',
  'instead of <order>: all that ECPay refused and that match this query of Temporal; * is all':
    '取代 <order>：所有被綠界拒絕且符合此 Temporal 查詢的訂單；* 表示全部',
  'with --where: orders per second': '搭配 --where：每秒訂單數',
  'with --where: only list the orders': '搭配 --where：僅列出訂單',
  'the complete corrected order as JSON; - for stdin (requires --yes)':
    '修正後的完整訂單（JSON）；- 表示標準輸入（必須加上 --yes）',
  'what the customer has paid, if it is enough for a corrected order of another price':
    '修正後的訂單價格不同時，顧客已付且足夠的金額',
  'abandon an order that needs attention; this is final': '放棄需要處理的訂單；無法復原',
  'cancel an order before its tickets are issued': '在票券發行前取消訂單',
  'workflow id, or [MerchantID/]TradeNo': 'Workflow ID，或 [MerchantID/]TradeNo',
  'the reason; stored with the order and sent to the merchant': '原因；與訂單一併保存，並傳送給商家',
  'who decides; defaults to your login name': '決定者；預設為您的登入名稱',
  'idempotency key: with the same id, the decision is applied once': '冪等鍵：相同 ID 的決定只套用一次',
  'do not ask for confirmation': '不詢問確認',
  "adopt an order that has closed, or that was issued in ECPay's back office":
    '接管已結束的訂單，或在綠界廠商後台發行的訂單',
  'the number is a FreeTradeNo': '編號是贈品單號（FreeTradeNo）',
  'the platform merchant that placed the order': '建立此訂單的平台商',

  'redeem tickets': '核銷票券',
  'cancel a redemption: the ticket becomes usable again': '取消核銷：票券恢復為可使用',
  'refund unused tickets': '將未使用的票券退款',
  'the fee that the merchant keeps per ticket': '商家就每張票券收取的手續費',
  'cancel a refund: the ticket becomes usable again': '取消退款：票券恢復為可使用',
  'act on a ticket by its scanned code': '以掃描到的代碼操作票券',
  'find the order of a scanned code and redeem the ticket': '以掃描到的代碼找出訂單並核銷票券',
  'the redemption number (WriteOffNo), as scanned': '掃描到的核銷代碼（WriteOffNo）',
  'the merchant; optional if the settings have only one': '特店；設定中只有一個時可省略',
  "the store, for ECPay's records: up to 20 letters and digits": '分店，供綠界紀錄：最多 20 個英數字',
  'the clerk who acts: up to 10 letters and digits': '操作的店員：最多 10 個英數字',
  'idempotency key: with the same id, the action runs once and returns the same result':
    '冪等鍵：相同 ID 的操作只執行一次，並傳回相同結果',
  'the ticket with this ticket number': '此票券序號的票券',
  'the ticket with this redemption number, as scanned': '此核銷代碼（掃描到的）的票券',
  'any n tickets': '任意 n 張票券',
  'with --count: only tickets of this item': '搭配 --count：只限此商品的票券',
  'for an order unknown to Temporal: its number is a FreeTradeNo': 'Temporal 沒有的訂單：其編號是贈品單號',
  'for an order unknown to Temporal: the platform merchant that placed it': 'Temporal 沒有的訂單：建立它的平台商',
  'up to 50 characters': '最多 50 個字',

  'list and resolve payments that match no order': '列出並處理找不到訂單的付款',
  'list payments that ECPay reported and that match no order, newest first':
    '列出綠界通知但找不到訂單的付款，最新的在前',
  'only payments of this merchant': '只列出此特店的付款',
  'the maximum number of payments': '付款筆數上限',
  'resolve an unmatched payment after its money is returned or used for an order':
    '款項退還或用於訂單後，將找不到訂單的付款結案',
  "[MerchantID/]TradeNo: ECPay's payment number, as list-unmatched prints it":
    '[MerchantID/]TradeNo：綠界的交易編號，如 list-unmatched 所列',
  'what happened to the money; stored with the payment': '款項的處理方式；與付款一併保存',

  'send events to the webhook again': '重新傳送事件到 Webhook',
  "send an order's events to the webhook again, with the same ids": '以相同 ID 重新傳送訂單的事件到 Webhook',
  'only this event and later ones': '只傳送此事件與之後的事件',

  "adopt many orders until they agree with ECPay's record, after Temporal's database was lost or restored":
    'Temporal 資料庫遺失或還原後，接管多筆訂單，直到與綠界的紀錄一致',
  'the orders, one [MerchantID/]TradeNo per line; - is stdin':
    '訂單清單，每行一個 [MerchantID/]TradeNo；- 表示標準輸入',
  'the numbers are FreeTradeNos, unless Temporal has recorded otherwise':
    '編號是贈品單號，除非 Temporal 的紀錄並非如此',
  'the platform merchant that placed the orders': '建立這些訂單的平台商',
  'orders per second': '每秒訂單數',
  'only count the orders that Temporal has and lacks': '僅計算 Temporal 有與沒有的訂單數',
  'delete everything that Temporal has about an order that has ended, and say what remains elsewhere':
    '刪除 Temporal 中某筆已結束訂單的一切資料，並列出其他地方仍保留的資料',

  "read ECPay's catalogue": '讀取綠界的商品資料',
  'show an item': '顯示商品',
  "ECPay's item number": '綠界的商品編號',
  'show what a merchant prints on the unused paper tickets of an order':
    '顯示特店列印訂單中未使用紙本票券所需的票面資料',
  "show for how many days ECPay holds a merchant's money in escrow": '顯示特店的履約保障天數',
  'the platform merchant that acts for the merchant': '代特店操作的平台商',
  "fetch ECPay's CSV reports; ECPay allows one per minute and merchant":
    '取得綠界的 CSV 報表；綠界限制每個特店每分鐘一份',
  'fetch the report of orders': '取得訂單報表',
  'fetch the report of tickets': '取得票券報表',
  'first day, yyyymmdd in Asia/Taipei': '起始日，台北時間 yyyymmdd',
  'last day, yyyymmdd in Asia/Taipei': '結束日，台北時間 yyyymmdd',
  'write to this new file instead of stdout': '寫入此新檔案，而非標準輸出',

  'have the sandbox produce an event, and send its callbacks': '讓沙盒產生事件，並送出主動通知',
  'a clerk redeems tickets in the sandbox': '店員在沙盒中核銷票券',
  "tickets are refunded in the sandbox, as in ECPay's back office": '在沙盒中將票券退款，如同在綠界廠商後台',
  'the first n tickets that can change; defaults to 1': '可變更的前 n 張票券；預設為 1',
  'the tickets with these ticket numbers': '這些票券序號的票券',
  'take it back: the tickets become usable again': '取消先前的動作：票券恢復為可使用',
  'what the merchant keeps of the whole refund': '商家就整筆退款收取的手續費',
  'a customer pays an order in the sandbox': '顧客在沙盒中為訂單付款',
  'the checkout that notifies the receiver': '通知接收程式的結帳方式',
  'what is paid; defaults to what the order waits for': '付款金額；預設為訂單等待的金額',
  'the payment is simulated: nobody has paid': '模擬付款：沒有人實際付款',
};
