/** Whatever is asked and answered can suffer these. */
const OF_ANY_CALL = [
  'http403',
  'http500',
  'hang',
  'reset',
  'resetAfter',
  'truncated',
  'badMac',
  'html',
  'slow',
] as const;

type OfAnyCall = (typeof OF_ANY_CALL)[number];

function isNoChecksum(kind: OfAnyCall): kind is Exclude<OfAnyCall, 'badMac'> {
  return kind !== 'badMac';
}

/** What can be made to go wrong, by where it happens. */
export const FAULT_KINDS = {
  /** Of a call to an endpoint of the ticket API, which is answered by an envelope. */
  endpoint: [...OF_ANY_CALL, 'badData', 'transCode', 'rtnCode'],
  /** Of QueryTradeInfo, which is answered by a form. */
  paymentQuery: OF_ANY_CALL,
  /** Of the embedded checkout's own calls, which are answered by encrypted Data without a checksum. */
  embeddedCheckout: [...OF_ANY_CALL.filter(isNoChecksum), 'badData', 'transCode', 'rtnCode'],
  /** Of the job that issues what Issue has received. */
  issuance: ['fails', 'never', 'late'],
  /** Of a notification on its way to the merchant. */
  callbacks: ['drop', 'duplicate', 'reorder'],
} as const;

export type FaultArea = keyof typeof FAULT_KINDS;
export type FaultKind<Area extends FaultArea = FaultArea> = (typeof FAULT_KINDS)[Area][number];

export const FAULT_AREAS = Object.keys(FAULT_KINDS) as readonly FaultArea[];

export function canHappen(kind: FaultKind, area: FaultArea): boolean {
  return FAULT_KINDS[area].some((known) => known === kind);
}
