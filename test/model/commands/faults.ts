/** Faults of ECPay's endpoints, its issuing job and the merchant's webhook, and restarts of the workers. */
import fc from 'fast-check';
import type { Model } from '../model.js';
import type { RealOrder } from '../real-order.js';
import { ModelCommand } from './step.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type Endpoint = 'Issue' | 'QueryIssueResult' | 'QueryOrderInfo' | 'WriteOff' | 'Refund' | '*';

const KINDS = [
  'http403',
  'http500',
  'reset',
  'resetAfter',
  'truncated',
  'badMac',
  'html',
  'transCode',
  'rtnCode',
] as const;

class BreakEndpoint extends ModelCommand {
  constructor(
    readonly endpoint: Endpoint,
    readonly kind: (typeof KINDS)[number],
    readonly times: number,
  ) {
    super();
  }

  /** A refused query would be taken as the truth, since ECPay's table of codes is not public. */
  override check(): boolean {
    return this.kind !== 'rtnCode' || ['Issue', 'WriteOff', 'Refund'].includes(this.endpoint);
  }

  protected async act(model: Model, real: RealOrder): Promise<void> {
    await breakEndpoint(model, real, this.endpoint, this.kind, this.times);
    if (this.kind === 'rtnCode') model.allowedReasons.add('issueRefused');
  }

  toString(): string {
    return `break(${this.endpoint}, ${this.kind}, ${this.times} times)`;
  }
}

/** Makes the next `times` calls to this endpoint fail. */
export async function breakEndpoint(
  model: Model,
  real: RealOrder,
  endpoint: Endpoint,
  kind: (typeof KINDS)[number],
  times: number,
): Promise<void> {
  await real.control('faults', { on: pathOf(endpoint, model), kind, times, tradeNo: real.tradeNo });
  model.faulty = true;
}

function pathOf(endpoint: Endpoint, { plan }: Model): string {
  if (endpoint === '*') return '*';
  if (plan.merchant === 'escrow' && endpoint === 'Issue') return '/api/issuance/issue';
  if (plan.merchant === 'escrow' && endpoint === 'Refund') return '/api/issuance/Refund';
  return `/api/Ticket/${endpoint}`;
}

class BreakIssuing extends ModelCommand {
  constructor(readonly how: 'fails' | 'is hours late' | 'is days late') {
    super();
  }

  protected async act({ allowedReasons }: Model, real: RealOrder): Promise<void> {
    const fault = { fails: {}, 'is hours late': { ms: 3 * HOUR }, 'is days late': { ms: 40 * HOUR } }[this.how];
    const kind = this.how === 'fails' ? 'fails' : 'late';
    await real.control('faults', { on: 'issuance', kind, tradeNo: real.tradeNo, ...fault });
    allowedReasons.add(kind === 'fails' ? 'issuanceFailed' : 'issuanceOverdue');
  }

  toString(): string {
    return `issuing(${this.how})`;
  }
}

/** Makes every endpoint fail for days and then recover. */
class Outage extends ModelCommand {
  constructor(
    readonly kind: 'http500' | 'badMac',
    readonly days: number,
  ) {
    super();
  }

  protected async act(model: Model, real: RealOrder): Promise<void> {
    await breakEndpoint(model, real, '*', this.kind, 1_000_000);
    await real.passTime(this.days * DAY + 3.37 * MINUTE);
    await real.clearFaults();
  }

  toString(): string {
    return `outage(${this.kind}, ${this.days} days)`;
  }
}

/** Makes the next `lookups` merchant lookups of the workers find nothing. */
class HideMerchant extends ModelCommand {
  constructor(readonly lookups: number) {
    super();
  }

  protected async act(model: Model, real: RealOrder): Promise<void> {
    real.environment.world.hideMerchant(this.lookups);
    model.faulty = true;
  }

  toString(): string {
    return `hideMerchant(${this.lookups} look-ups)`;
  }
}

class FailDeliveries extends ModelCommand {
  constructor(readonly failures: number) {
    super();
  }

  protected async act(_model: Model, real: RealOrder): Promise<void> {
    real.environment.merchant.failures = this.failures;
  }

  toString(): string {
    return `failDeliveries(${this.failures})`;
  }
}

class RestartWorkers extends ModelCommand {
  override check({ hasCache }: Model): boolean {
    return !hasCache;
  }

  protected async act(_model: Model, real: RealOrder): Promise<void> {
    await real.restartWorkers();
  }

  toString(): string {
    return 'restartWorkers';
  }
}

export const faults = [
  fc
    .tuple(
      fc.constantFrom<Endpoint>('Issue', 'QueryIssueResult', 'QueryOrderInfo', 'WriteOff', 'Refund', '*'),
      fc.constantFrom(...KINDS),
      fc.constantFrom(1, 2, 4),
    )
    .map(([endpoint, kind, times]) => new BreakEndpoint(endpoint, kind, times)),
  fc
    .constantFrom('fails' as const, 'is hours late' as const, 'is days late' as const)
    .map((how) => new BreakIssuing(how)),
  fc.constantFrom(1, 2, 20).map((failures) => new FailDeliveries(failures)),
  fc.constantFrom(1, 3, 30).map((lookups) => new HideMerchant(lookups)),
];

/** Rare, since thousands of calls fail meanwhile. */
export const outage = fc.constantFrom('http500' as const, 'badMac' as const).map((kind) => new Outage(kind, 3));

export const restart = fc.constant(new RestartWorkers());
