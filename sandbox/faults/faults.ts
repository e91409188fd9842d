import { canHappen, type FaultArea, type FaultKind } from './kinds.js';

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
  #waiting: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times });
  }

  /** Takes all of them back; answers how many there were. */
  clear(): number {
    const { length } = this.#waiting;
    this.#waiting = [];
    return length;
  }

  /** The first that fits, which has then happened once more. `on` is the path for an endpoint, else the area's name. */
  take<Area extends FaultArea>(area: Area, subject: Subject, on: string = area): Fault<FaultKind<Area>> | undefined {
    const entry = this.#waiting.find(({ fault }) => canHappen(fault.kind, area) && happensTo(fault, on, subject));
    if (entry === undefined) return undefined;
    entry.left -= 1;
    if (entry.left === 0) this.#waiting = this.#waiting.filter((other) => other !== entry);
    return entry.fault;
  }
}

function happensTo(fault: Fault, on: string, { merchantId, tradeNo }: Subject): boolean {
  return (
    (fault.on === '*' || fault.on === on) &&
    (fault.merchantId === undefined || fault.merchantId === merchantId) &&
    (fault.tradeNo === undefined || fault.tradeNo === tradeNo)
  );
}
