import type { Profile } from '../../ecticket/index.js';
import type { Faults } from '../faults/faults.js';
import { checkIssueData } from '../issue-rules/index.js';
import { startsLater, ticketTypeOf } from '../issue-rules/ticket-rules.js';
import type { Clock } from '../time/clock.js';
import { formatDate, addDays } from '../time/taipei.js';
import type { Stores } from './stores.js';
import type { Catalogue } from './catalogue.js';
import type { IssueData, IssueItem } from './issue-data.js';
import type { NumberGenerator } from './number-generator.js';
import type { OrderRegistry } from './order-registry.js';
import type { Order } from './order.js';
import { refuseUnless } from './refusals.js';

const MINUTE_MS = 60_000;

/** ECPay's scheduled job "is expected to be completed within 5 minutes". In the sandbox it runs every five minutes. */
const JOB_INTERVAL_MS = 5 * MINUTE_MS;

/** Default delay of the fault `late`: well beyond the five minutes. */
const DEFAULT_LATE_MS = 30 * MINUTE_MS;

/** Days for which the bank keeps the money. The sandbox's choice: ECPay agrees on it with each merchant. */
export const ESCROW_DAYS = 365;

export interface IssuingOptions {
  /** Time from the request to the tickets, in ms. By default the job runs every five minutes. */
  readonly issueDelay?: number | undefined;
  /** Whether a trade number that is already used is refused or issues tickets again. */
  readonly duplicates: 'refuse' | 'allow';
  /** Returns whether an order is paid. If set, Issue refuses unpaid orders. */
  readonly isPaid?: ((data: IssueData) => boolean) | undefined;
}

export interface Caller {
  readonly merchantId: string;
  readonly platformId?: string | undefined;
  readonly profile: Profile;
}

/** Creates orders from Issue requests, and issues their tickets. */
export class Issuing {
  constructor(
    private readonly parts: {
      readonly clock: Clock;
      readonly orderRegistry: OrderRegistry;
      readonly catalogue: Catalogue;
      readonly stores: Stores;
      readonly numbers: NumberGenerator;
      readonly faults: Faults;
    },
    private readonly options: IssuingOptions,
  ) {}

  /**
   * Accepts an Issue request. Paper tickets are issued immediately, others by the scheduled job.
   *
   * @throws Refusal
   */
  acceptIssueRequest(input: unknown, caller: Caller): Order {
    const { order, data } = this.#acceptOrder(input, caller, this.options.isPaid);
    if (data.IssueType === '2') this.#runIssuance(order, data);
    else this.parts.clock.schedule(this.#nextJobAt(), () => this.#runIssuance(order, data));
    return order;
  }

  /** Creates an order in ECPay's back office and issues its tickets immediately. @throws Refusal */
  issueInBackOffice(input: unknown, caller: Caller): Order {
    const { order, data } = this.#acceptOrder(input, caller);
    this.#issueTickets(order, data);
    return order;
  }

  #acceptOrder(
    input: unknown,
    caller: Caller,
    isPaid: IssuingOptions['isPaid'] = () => true,
  ): { order: Order; data: IssueData } {
    const { clock, orderRegistry, catalogue, stores, numbers } = this.parts;
    const now = clock.now();
    const data = checkIssueData(input, { ...caller, catalogue, stores, now });
    refuseUnless(isPaid(data), 'notPaid');
    const field = data.FreeTradeNo === undefined ? 'MerchantTradeNo' : 'FreeTradeNo';
    const order = orderRegistry.findOrCreate(caller.merchantId, data[field] ?? '', field);
    // An order that has tickets, or will get them, uses up its trade number. After a refusal or failure, the number can
    // be issued again with corrected fields, which is the sandbox's choice.
    const isUsed = order.status === 'processing' || order.status === 'issued';
    refuseUnless(!isUsed || this.options.duplicates === 'allow', 'tradeNumberUsed');

    if (order.status !== 'issued') order.status = 'processing';
    if (caller.platformId !== undefined) order.platformId = caller.platformId;
    order.tradeNumberField = field;
    order.data = data;
    order.remark = '';
    order.receivedAt = now;
    order.ticketTradeNo ??= numbers.ticketTradeNo(now);
    order.issuances += 1;
    return { order, data };
  }

  #nextJobAt(): number {
    const now = this.parts.clock.now();
    const { issueDelay } = this.options;
    return issueDelay === undefined ? (Math.floor(now / JOB_INTERVAL_MS) + 1) * JOB_INTERVAL_MS : now + issueDelay;
  }

  #runIssuance(order: Order, data: IssueData): void {
    const { clock, faults } = this.parts;
    const fault = faults.take('issuance', order);
    switch (fault?.kind) {
      case 'fails':
        if (order.status !== 'issued') order.status = 'failed';
        order.remark = '發行失敗 (Issuing failed, as requested by a fault)';
        order.issuances -= 1;
        return;
      case 'never':
        return;
      case 'late':
        clock.schedule(clock.now() + (fault.ms ?? DEFAULT_LATE_MS), () => this.#issueTickets(order, data));
        return;
      default:
        this.#issueTickets(order, data);
    }
  }

  #issueTickets(order: Order, data: IssueData): void {
    const now = this.parts.clock.now();
    for (const item of data.TicketInfo) {
      for (let i = 0; i < item.TicketAmount; i += 1) this.#addTicket(order, data, item, now);
    }
    order.status = 'issued';
    order.issuedAt = now;
    if (order.tickets.some(({ ticketType }) => ticketType === '1')) order.escrowEndsOn = addDays(now, ESCROW_DAYS);
  }

  #addTicket(order: Order, data: IssueData, item: IssueItem, now: number): void {
    const { orderRegistry, catalogue, numbers } = this.parts;
    const listed = item.ItemNo === undefined || data.IssueType === '4' ? undefined : catalogue.find(item.ItemNo);
    orderRegistry.addTicket(order, {
      ticketNo: numbers.ticketNo(now),
      writeOffNo: numbers.writeOffNo(),
      ...(listed && { itemNo: listed.itemNo }),
      itemName: listed?.itemName ?? item.ItemName ?? '',
      ticketType: ticketTypeOf(item, data, catalogue),
      price: listed?.price ?? item.TicketPrice ?? 0,
      startDate: startsLater(data) && item.StartDate !== undefined ? item.StartDate : formatDate(now),
      ...(item.ExpireDate !== undefined && { expireDate: item.ExpireDate }),
      state: 'unused',
      refundFee: 0,
    });
  }
}
