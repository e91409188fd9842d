/** What `ecticket doctor` prints for people, in Traditional Chinese. */
import type { CheckName, DoctorTexts } from './en-doctor.js';

const CHECKS: Readonly<Record<CheckName, string>> = {
  settings: '設定',
  temporal: 'Temporal',
  'search attributes': '搜尋屬性',
  workers: 'Worker',
  'workflow tasks': 'Workflow Task',
  fairness: '公平性',
  'codec keys': 'Codec 金鑰',
  ECPay: '綠界',
  'callback address': '通知網址',
  receiver: '接收程式',
};

export const ZH_TW_DOCTOR: DoctorTexts = {
  check: CHECKS,
  state: { ok: '正常', failed: '失敗', skipped: '略過' },
  requires: (check) => `必須先通過「${CHECKS[check]}」檢查`,

  settings: (environment, merchants, codec) => `${environment}；${merchants} 的金鑰格式正確；${codec}`,
  noCodecKeys: '沒有 Codec 金鑰',
  codecKeys: (ids) => `Codec 金鑰 ${ids}`,
  temporal: (address, namespace) => `位於 ${address}，有回應；Namespace 為 ${namespace}`,

  attributesUnknown: '伺服器不列出搜尋屬性；請執行 ecticket setup',
  attributesMissing: (gaps) =>
    [
      ...gaps.map(({ name, type, actual }) =>
        actual === undefined ? `缺少 ${name}（${type}）` : `${name} 的型別是 ${actual}，應為 ${type}`,
      ),
      '請執行 ecticket setup',
    ].join('；'),
  attributesRegistered: (count) => `${count} 個都已註冊`,

  noWorker: (queues, namespace, command) =>
    `Namespace ${namespace} 中沒有 Worker 輪詢 ${queues.join('、')}。請在那裡啟動 Worker：${command}`,
  workersPoll: (count, queues, versions) =>
    `有 ${count} 個 Worker 輪詢 ${queues.join('、')}${versions.length === 0 ? '' : `，執行${versions.join('、')}`}`,
  pinned: (names, first) =>
    `有訂單固定在沒有 Worker 執行的版本：${names.join('、')}。` +
    `ecticket order show ${first} 會顯示版本。請啟動該版本的 Worker，或解除固定：`,
  version: (deployment, build) => `版本 ${deployment} ${build}`,
  noVersion: '無版本',
  unserved: (queue, version) =>
    `Temporal 將 ${queue} 的 Task 送往「${version}」的 Worker，但沒有這樣的 Worker 在輪詢。`,
  othersPoll: (versions) => `正在輪詢的 Worker 為「${versions.join('」、「')}」。`,
  startWorker: (variables, makeCurrent) =>
    `請${variables === undefined ? '' : `以 ${variables} `}啟動 Worker` +
    (makeCurrent === undefined ? '。' : `，或將執行中的版本設為目前版本：${makeCurrent}`),

  tasksNotReported:
    '此 Temporal 伺服器不回報 Workflow Task 失敗：版本早於 1.30，或動態設定中的 ' +
    'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute 為 0',
  tasksSucceed: '所有執行中訂單的 Workflow Task 都成功',
  tasksFail: (count, orders) => `有 ${count} 筆訂單因 Workflow Task 失敗而卡住：${orders}`,
  tasksDetails: (name) => `詳情：ecticket order show ${name}。全部訂單：ecticket order list --task-failures`,
  fixNonDeterminism: '已部署的程式無法重播這筆訂單。請部署先前執行它的版本，或相容的版本。',
  fixTimeout: 'Worker 未能及時完成 Task：可能過載、被阻塞或被強制終止。請查看 Worker 的記錄檔。',
  fixOther:
    '請查看 Worker 的記錄檔。若缺少 Codec 金鑰，請加入每個 Worker 的 ECTICKET_CODEC_KEYS；' +
    '否則是 Worker 的程式有錯：請部署修正後的版本。',

  fairnessNotNeeded: '不需要：設定中只有一個特店',
  fairnessUnknown: 'Temporal 不會告訴用戶端是否啟用公平性。若未啟用，一個特店的訂單會排在另一個特店之後等待。',
  fairnessCloud: '請在 https://cloud.temporal.io 的 Namespace 設定中查看與變更',
  fairnessServer:
    '請在伺服器的動態設定中將 matching.enableFairness 設為 true；開發伺服器：' +
    'temporal server start-dev --dynamic-config-value matching.enableFairness=true',

  noOrders: '目前沒有訂單',
  ordersReadable: (count) => `最新的 ${count} 筆訂單可以讀取`,

  startSandbox: (command) => `請啟動沙盒：${command}`,
  checkNetwork: '請檢查對外網路',
  noDate: (url) => `${url} 沒有傳回 Date 標頭`,
  clockWrong: (seconds, isAhead, url) =>
    `本機時間比 ${url} ${isAhead ? '快' : '慢'} ${seconds} 秒，而它會拒絕 10 分鐘前的請求。請校正時鐘（NTP）`,
  clockRight: (url, seconds) => `${url} 有回應，其時鐘與本機相差 ${seconds} 秒以內`,
  anyAddress: '沙盒可呼叫任何網址',
  addressWrong: (url) =>
    `綠界無法呼叫 ${url}：綠界只呼叫公開網域的 80 與 443 埠，不會呼叫本機或私有網路。請修正 ECTICKET_CALLBACK_BASE_URL`,
  orderDomains: '各訂單指定的網域',
  firewall: (domain) => `只有綠界知道其防火牆是否允許呼叫 ${domain}。請在第一筆訂單之前，向綠界申請開通每個網域`,
  noAddress: '未設定 ECTICKET_CALLBACK_BASE_URL，因此每筆訂單都必須指定自己的網址',
  startReceiver: (command) =>
    `請啟動接收程式（${command}）或其前方的通道、代理伺服器，或修正 ECTICKET_CALLBACK_BASE_URL`,
  notReceiver: (url, status) =>
    `${url} 回應 ${status}，因此不是接收程式。請修正 ECTICKET_CALLBACK_BASE_URL，或網頁伺服器、代理伺服器、通道的轉送規則`,
  receiver: (url) => `位於 ${url}，有回應`,
  noAnswer: (url, cause, fix) => `${url} 沒有回應（${cause}）。${fix}`,
};
