/** Faults of any call and its reply. */
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

function isWithoutChecksum(kind: CallFault): kind is Exclude<CallFault, 'badMac'> {
  return kind !== 'badMac';
}

/** The kinds of faults per area. */
export const FAULT_KINDS = {
  /** Calls to the ticket API, whose replies are envelopes. */
  endpoint: [...CALL_FAULTS, 'badData', 'transCode', 'rtnCode'],
  /** Calls to QueryTradeInfo, whose replies are forms. */
  paymentQuery: CALL_FAULTS,
  /** Calls to the embedded checkout, whose replies are encrypted Data without a checksum. */
  embeddedCheckout: [...CALL_FAULTS.filter(isWithoutChecksum), 'badData', 'transCode', 'rtnCode'],
  /** The job that issues accepted orders. */
  issuance: ['fails', 'never', 'late'],
  /** Callbacks on their way to the merchant. */
  callbacks: ['drop', 'duplicate', 'reorder', 'delay'],
} as const;

export type FaultArea = keyof typeof FAULT_KINDS;
export type FaultKind<Area extends FaultArea = FaultArea> = (typeof FAULT_KINDS)[Area][number];

export const FAULT_AREAS = Object.keys(FAULT_KINDS) as readonly FaultArea[];

export function canHappen(kind: FaultKind, area: FaultArea): boolean {
  return FAULT_KINDS[area].some((known) => known === kind);
}

export interface Fault<Kind extends FaultKind = FaultKind> {
  /** An endpoint's path, `issuance`, `callbacks`, or `*` for every place where the kind is possible. */
  readonly on: string;
  readonly kind: Kind;
  /** How many times the fault happens. */
  readonly times: number;
  /** Limits the fault to this order. */
  readonly tradeNo?: string | undefined;
  /** Limits the fault to this merchant. */
  readonly merchantId?: string | undefined;
  /**
   * Duration in ms, for kinds that have one. `slow` and `hang` use real time; `late`, `reorder` and `delay` use the
   * sandbox's clock.
   */
  readonly ms?: number | undefined;
}

export type EndpointFault = Fault<FaultKind<'endpoint'>>;

/** The order or merchant of a call, as far as known. */
export interface Subject {
  readonly merchantId?: string | undefined;
  readonly tradeNo?: string | undefined;
}

/** The requested faults that have not happened yet. */
export class Faults {
  #pending: { readonly fault: Fault; remaining: number }[] = [];

  add(fault: Fault): void {
    this.#pending.push({ fault, remaining: fault.times });
  }

  /** The faults, oldest first. `remaining`: how many times each will still happen. */
  get pending(): readonly (Fault & { readonly remaining: number })[] {
    return this.#pending.map(({ fault, remaining }) => ({ ...fault, remaining }));
  }

  /** Removes all faults, or those of one kind, and returns their number. */
  clear(kind?: FaultKind): number {
    const { length } = this.#pending;
    this.#pending = kind === undefined ? [] : this.#pending.filter(({ fault }) => fault.kind !== kind);
    return length - this.#pending.length;
  }

  /**
   * Returns the first matching fault and counts it as happened. @param on The path for an endpoint; the area's name by
   * default.
   */
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
