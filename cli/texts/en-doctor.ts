/** What `ecticket doctor` prints for people, in English. */
import type { SearchAttributeGap } from '../../workers/errors.js';

/** The checks, as JSON names them. */
const CHECKS = {
  settings: 'settings',
  temporal: 'temporal',
  'search attributes': 'search attributes',
  workers: 'workers',
  'workflow tasks': 'workflow tasks',
  fairness: 'fairness',
  'codec keys': 'codec keys',
  ECPay: 'ECPay',
  'callback address': 'callback address',
  receiver: 'receiver',
};

export type CheckName = keyof typeof CHECKS;

export const EN_DOCTOR = {
  check: CHECKS as Readonly<Record<CheckName, string>>,
  state: { ok: 'ok', failed: 'failed', skipped: 'skipped' },
  requires: (check: CheckName) => `requires ${CHECKS[check]}`,

  settings: (environment: string, merchants: string, codec: string) =>
    `${environment}; the keys of ${merchants} are well-formed; ${codec}`,
  noCodecKeys: 'no codec keys',
  codecKeys: (ids: string) => `codec keys ${ids}`,
  temporal: (address: string, namespace: string) => `answers at ${address}, with the namespace ${namespace}`,

  attributesUnknown: 'the server does not list them; run: ecticket setup',
  attributesMissing: (_gaps: readonly SearchAttributeGap[], message: string) => `${message} Or run: ecticket setup`,
  attributesRegistered: (count: number) => `all ${count} are registered`,

  noWorker: (queues: readonly string[], namespace: string, command: string) =>
    `no worker polls ${queues.join(' and ')} in the namespace ${namespace}. Start a worker there: ${command}`,
  workersPoll: (count: number, queues: readonly string[], versions: readonly string[]) =>
    `${count === 1 ? '1 worker polls' : `${count} workers poll`} ${queues.join(' and ')}` +
    (versions.length === 0 ? '' : `, with ${versions.join(' and ')}`),
  pinned: (names: readonly string[], first: string) =>
    `orders are pinned to a version of which no worker runs: ${names.join(', ')}. ` +
    `ecticket order show ${first} names the version. Start workers of it, or remove the pin: `,
  version: (deployment: string, build: string) => `the version ${deployment} ${build}`,
  noVersion: 'no version',
  unserved: (queue: string, version: string) =>
    `Temporal sends tasks of ${queue} to workers with ${version}, and none of these polls. `,
  othersPoll: (versions: readonly string[]) => `Workers that poll have ${versions.join(' and ')}. `,
  startWorker: (variables: string | undefined, makeCurrent: string | undefined) =>
    `Start one${variables === undefined ? '' : ` with ${variables}`}` +
    (makeCurrent === undefined ? '.' : `, or make the version that runs current: ${makeCurrent}`),

  tasksNotReported:
    'this Temporal server does not report workflow task failures: it is older than 1.30, or ' +
    'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute is 0 in its dynamic configuration',
  tasksSucceed: 'the workflow tasks of every running order succeed',
  tasksFail: (count: string, orders: string) =>
    `${count === '1' ? '1 order is' : `${count} orders are`} stuck because workflow tasks fail: ${orders}`,
  tasksDetails: (name: string) =>
    `Details: ecticket order show ${name}. All orders: ecticket order list --task-failures`,
  fixNonDeterminism:
    'The deployed code cannot replay the order. Deploy the version that ran it before, or a compatible one.',
  fixTimeout: 'Workers do not complete the task in time: they are overloaded, blocked or killed. Check their logs.',
  fixOther:
    'Check the worker’s log. If a codec key is missing, add it to the ECTICKET_CODEC_KEYS of every worker. ' +
    'Otherwise the worker’s code has a bug: deploy a fixed version.',

  fairnessNotNeeded: 'not needed: the settings have one merchant',
  fairnessUnknown:
    'Temporal does not report to clients whether fairness is enabled. ' +
    'Without it, the orders of one merchant wait behind those of another. ',
  fairnessCloud: 'See and change it in the settings of the namespace at https://cloud.temporal.io',
  fairnessServer:
    'Set matching.enableFairness to true in the dynamic configuration of the server; for a development server: ' +
    'temporal server start-dev --dynamic-config-value matching.enableFairness=true',

  noOrders: 'there are no orders yet',
  ordersReadable: (count: number) => `the newest ${count === 1 ? 'order' : `${count} orders`} can be read`,

  startSandbox: (command: string) => `Start the sandbox: ${command}`,
  checkNetwork: 'Check outgoing network access',
  noDate: (url: string) => `${url} sends no Date header`,
  clockWrong: (seconds: number, isAhead: boolean, url: string) =>
    `this machine is ${seconds} s ${isAhead ? 'ahead of' : 'behind'} ${url}, ` +
    'which refuses requests that are 10 minutes old. Set the clock (NTP)',
  clockRight: (url: string, seconds: number) =>
    `${url} answers, and its clock is within ${seconds} s of this machine's`,
  anyAddress: 'the sandbox calls any address',
  addressWrong: (url: string, problem: string) => `${url} ${problem}. Correct ECTICKET_CALLBACK_BASE_URL`,
  orderDomains: 'the domains that orders name',
  firewall: (domain: string) =>
    `only ECPay can say whether its firewall allows callbacks to ${domain}. ` +
    'Ask ECPay to approve each domain before the first order',
  noAddress: 'ECTICKET_CALLBACK_BASE_URL is not set, so that each order must name its own addresses',
  startReceiver: (command: string) =>
    `Start the receiver (${command}) or the tunnel or proxy in front of it, or correct ECTICKET_CALLBACK_BASE_URL`,
  notReceiver: (url: string, status: number) =>
    `${url} answers ${status}, so that it is not the receiver. ` +
    'Correct ECTICKET_CALLBACK_BASE_URL, or the forwarding rules of your web server, proxy or tunnel',
  receiver: (url: string) => `answers at ${url}`,
  noAnswer: (url: string, cause: string, fix: string) => `${url} does not answer (${cause}). ${fix}`,
};

export type DoctorTexts = typeof EN_DOCTOR;
