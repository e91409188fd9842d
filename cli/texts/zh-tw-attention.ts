/**
 * Why an order needs attention, in Traditional Chinese. The workflow records the English texts; these are shown in
 * their place, by the reason, so that no history depends on a language.
 */
import type { Attention } from '../../workflows/messages/order.js';

interface Explained {
  readonly explanation: string;
  readonly tried: string;
}

const REASONS: Readonly<Record<Attention['reason'], Explained>> = {
  issueRefused: {
    explanation: '綠界拒絕發行這些票券，且查無此編號的訂單。票券不存在；若已收款，這筆款項目前沒有對應的票券。',
    tried: '已送出訂單。綠界拒絕後，已向綠界查詢此編號的訂單。',
  },
  invalidOrder: {
    explanation: '訂單不符合綠界的訂單規則，尚未送往綠界。',
    tried: '送出前已依綠界「票券發行」文件的規則檢查訂單。',
  },
  issueDelayed: {
    explanation: '訂單已付款，但綠界的服務沒有回應，因此尚未受理。系統會重送訂單，直到綠界受理，之後自動繼續。',
    tried: '已反覆送出訂單，間隔逐漸拉長，最長 5 分鐘。',
  },
  issuanceFailed: {
    explanation: '綠界已受理訂單，但回報發行作業失敗。票券不存在。',
    tried: '訂單已送出並受理，並持續查詢發行結果，直到綠界回報失敗。',
  },
  issuanceOverdue: {
    explanation:
      '綠界早已受理訂單，至今仍未回報票券：可能仍在處理中，或綠界沒有回應。系統持續查詢；票券一旦出現，訂單會自動繼續。',
    tried: '訂單已送出並受理，之後持續查詢發行結果。',
  },
  recordUnreadable: {
    explanation:
      '無法讀取綠界的訂單紀錄，或紀錄不完整。可能已有核銷或退款未顯示在此。系統會繼續讀取；綠界回應後，訂單會自動繼續。',
    tried: '已反覆讀取訂單紀錄，間隔逐漸拉長。',
  },
  configuration: {
    explanation:
      '綠界拒絕此訂單的呼叫，或無法驗證綠界的回應：設定中的金鑰、特店或網址，或 Worker 主機的時鐘可能有誤。修正後，訂單會自動繼續。',
    tried: '同一個呼叫已連續至少 6 次因這類原因失敗。',
  },
  numberTaken: {
    explanation:
      '綠界在此編號下已有屬於另一筆訂單的票券：商品不同，或在此訂單付款之前就已發行。此訂單沒有票券，可以改用新編號發行。但若 Workflow 曾重設到訂單更正之前，這些票券就是它自己的：請終止 Workflow 並接管訂單。',
    tried: '已送出訂單。綠界在此編號下已有票券，並已與訂單比對。',
  },
  amountMismatch: {
    explanation: '付款金額與訂單金額不符。訂單尚未送往綠界。',
    tried: '付款金額不符時不會送出訂單。來自綠界通知的付款會再向綠界查證。',
  },
  paymentMethod: {
    explanation: '此訂單的付款方式不適用於 ECTicket：只接受信用卡一次付清。訂單尚未送往綠界。請退還款項，或重送訂單。',
    tried: '付款方式不符時不會送出訂單。來自綠界通知的付款會再向綠界查證。',
  },
  paymentNotFound: {
    explanation: '訂單被回報為已付款，但綠界金流系統查無此筆付款。訂單尚未送往綠界。',
    tried: '已向綠界金流系統查詢，時間超過其紀錄可能延遲的期間，並會繼續查詢。',
  },
  paymentUnconfirmed: {
    explanation:
      '訂單被回報為已付款，但綠界金流系統沒有回應是否有此筆付款。訂單尚未送往綠界。綠界確認付款後，訂單會自動繼續。',
    tried: '持續向綠界金流系統查詢，最近一次查詢失敗。',
  },
  paidTooLate: {
    explanation: '訂單因未付款而取消後，才收到付款通知。這筆付款沒有對應的票券。',
    tried: '已取消的訂單不會自動送出。來自綠界通知的付款會再向綠界查證。',
  },
  error: {
    explanation: '訂單無法繼續：最近一次呼叫發生錯誤，重試無法解決。',
    tried: '只要重試可能有用，系統都已重試。',
  },
};

/** Explains a reason in Chinese. A reason of a newer worker stays as the workflow recorded it. */
export function attentionInChinese(attention: Attention, resubmissions: number): Explained {
  const known: Readonly<Partial<Record<string, Explained>>> = REASONS;
  const { explanation, tried } = known[attention.reason] ?? attention;
  return { explanation, tried: `${tried}${resubmissions === 0 ? '' : `此前已重送 ${resubmissions} 次。`}` };
}
