/** Whatever is asked and answered can suffer these. */
const CALL_FAULTS = [
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

type CallFault = (typeof CALL_FAULTS)[number];

function isNoChecksum(kind: CallFault): kind is Exclude<CallFault, 'badMac'> {
  return kind !== 'badMac';
}

/** What can be made to go wrong, by where it happens. */
export const FAULT_KINDS = {
  /** Of a call to an endpoint of the ticket API, which is answered by an envelope. */
  endpoint: [...CALL_FAULTS, 'badData', 'transCode', 'rtnCode'],
  /** Of QueryTradeInfo, which is answered by a form. */
  paymentQuery: CALL_FAULTS,
  /** Of the embedded checkout's own calls, which are answered by encrypted Data without a checksum. */
  embeddedCheckout: [...CALL_FAULTS.filter(isNoChecksum), 'badData', 'transCode', 'rtnCode'],
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

export interface Fault<Kind extends FaultKind = FaultKind> {
  /** An endpoint's path, `issuance`, `callbacks`, or `*` for wherever the kind can happen. */
  readonly on: string;
  readonly kind: Kind;
  /** How often it happens. */
  readonly times: number;
  /** Only to this order; else to any. */
  readonly tradeNo?: string | undefined;
  /** Only to this merchant; else to any. */
  readonly merchantId?: string | undefined;
  /** How long, where the kind has a length: `slow` and `hang` by the wall clock, `late` and `reorder` by the sandbox's. */
  readonly ms?: number | undefined;
}

export type EndpointFault = Fault<FaultKind<'endpoint'>>;

/** What something happens to, as far as it is known. */
export interface Subject {
  readonly merchantId?: string | undefined;
  readonly tradeNo?: string | undefined;
}

/** The faults that were asked for and have not happened yet. */
export class Faults {
  #pending: { readonly fault: Fault; remaining: number }[] = [];

  add(fault: Fault): void {
    this.#pending.push({ fault, remaining: fault.times });
  }

  /** Takes all of them back; answers how many there were. */
  clear(): number {
    const { length } = this.#pending;
    this.#pending = [];
    return length;
  }

  /** The first that fits, which has then happened once more. `on` is the path for an endpoint, else the area's name. */
  take<Area extends FaultArea>(area: Area, subject: Subject, on: string = area): Fault<FaultKind<Area>> | undefined {
    const entry = this.#pending.find(({ fault }) => canHappen(fault.kind, area) && matches(fault, on, subject));
    if (entry === undefined) return undefined;
    entry.remaining -= 1;
    if (entry.remaining === 0) this.#pending = this.#pending.filter((other) => other !== entry);
    return entry.fault;
  }
}

function matches(fault: Fault, on: string, { merchantId, tradeNo }: Subject): boolean {
  return (
    (fault.on === '*' || fault.on === on) &&
    (fault.merchantId === undefined || fault.merchantId === merchantId) &&
    (fault.tradeNo === undefined || fault.tradeNo === tradeNo)
  );
}
