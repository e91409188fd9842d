/** What can be made to go wrong, by where it happens. */
export const FAULT_KINDS = {
  /** Of a call to an endpoint. */
  endpoint: [
    'http403',
    'http500',
    'hang',
    'reset',
    'resetAfter',
    'truncated',
    'badMac',
    'badData',
    'html',
    'transCode',
    'rtnCode',
    'slow',
  ],
  /** Of the job that issues what Issue has received. */
  issuance: ['fails', 'never', 'late'],
  /** Of a notification on its way to the merchant. */
  callbacks: ['drop', 'duplicate', 'reorder'],
} as const;

export type FaultArea = keyof typeof FAULT_KINDS;
export type FaultKind<Area extends FaultArea = FaultArea> = (typeof FAULT_KINDS)[Area][number];

export function areaOf(kind: FaultKind): FaultArea {
  const areas: readonly FaultArea[] = ['issuance', 'callbacks'];
  return areas.find((area) => FAULT_KINDS[area].some((known) => known === kind)) ?? 'endpoint';
}
