/** What a merchant's counter and refund desk call. */
import { checkCodecKeys } from '../../codec/codec-key.js';
import type { CodeKeys } from '../../ecticket/code-tags.js';
import type { OrderRef } from '../../ecticket/order.js';
import type {
  TicketActionOutcome,
  RedeemRequest,
  RefundRequest,
  TicketAction,
  CancellationRequest,
} from '../../workflows/messages/ticket-actions.js';
import { runTicketAction } from './ticket-actions.js';
import { OrderExecutions } from '../temporal/order-executions.js';
import { checkRef } from '../orders/order-ref.js';
import { ProviderCalls, type ECTicketClientOptions } from '../provider-calls.js';
import { redeemByCode, type CodeRedemption, type CodeScan } from './redeem-by-code.js';
import type { UpdateOptions } from './update-options.js';

/** The client's ticket actions: redeem, refund, and take either back. */
export abstract class TicketActions extends ProviderCalls {
  protected readonly orders: OrderExecutions;
  readonly #codeKeys: CodeKeys | undefined;

  /** @throws InvalidCodecKeysError for codeKeys that are none; as {@link ProviderCalls}. */
  constructor(options: ECTicketClientOptions) {
    super(options);
    const { client, codeKeys } = options;
    if (codeKeys !== undefined) checkCodecKeys(codeKeys);
    this.orders = new OrderExecutions(client);
    this.#codeKeys = codeKeys;
  }

  /**
   * Redeems tickets of an order, each once, however often it is asked under one `updateId`.
   *
   * @throws TicketActionRefusedError (unknown ticket, already redeemed: when and where …), OutcomeUnknownError,
   *   OrderNotFoundError (ECPay does not know it either), OrderEndedError, InvalidRequestError (ref, options).
   */
  redeem(ref: OrderRef, request: RedeemRequest, options: UpdateOptions = {}): Promise<TicketActionOutcome> {
    return this.#act(ref, 'redeem', request, options);
  }

  /**
   * Redeems the ticket whose code a clerk has scanned, and answers whose ticket it was. The order is found by the code among
   * the merchant's orders that Temporal holds, and redeems as by {@link redeem}: once, however often it is asked under one
   * `updateId`. See docs/how-to/redeem-by-code.md.
   *
   * @throws CodeUnknownError where the code is not that of a ticket of these orders, TooManyOrdersError where that cannot be
   *   told without `codeKeys`, TicketActionRefusedError (already redeemed, refunded …), SearchAttributesMissingError (codeKeys
   *   without `ecticket setup`), InvalidRequestError (scan, options); else as {@link redeem}.
   *
   * @example
   * const { ref, tickets } = await ecticket.redeemByCode(
   *   { merchantId: '3085676', code: scanned, storeId: 'TPE01' },
   *   { updateId: receiptNo },
   * );
   */
  async redeemByCode(scan: CodeScan, options: UpdateOptions = {}): Promise<CodeRedemption> {
    return await redeemByCode(this.orders, this.#codeKeys, scan, options);
  }

  /** Takes a redemption back: the ticket can be used again. @throws as {@link redeem}. */
  cancelRedemption(
    ref: OrderRef,
    request: CancellationRequest,
    options: UpdateOptions = {},
  ): Promise<TicketActionOutcome> {
    return this.#act(ref, 'cancelRedemption', request, options);
  }

  /**
   * Refunds unused tickets. That of a pickup voucher moves its money while in escrow, less the merchant's `fee`; a gift
   * voucher changes its state only: each outcome says which (`movesMoney`). When the bank has confirmed it, the merchant is
   * told (`refundConfirmed`). @throws as {@link redeem}.
   */
  refund(ref: OrderRef, request: RefundRequest, options: UpdateOptions = {}): Promise<TicketActionOutcome> {
    return this.#act(ref, 'refund', request, options);
  }

  /** Withdraws a refund: the ticket can be used again. @throws as {@link redeem}. */
  cancelRefund(ref: OrderRef, request: CancellationRequest, options: UpdateOptions = {}): Promise<TicketActionOutcome> {
    return this.#act(ref, 'cancelRefund', request, options);
  }

  async #act(
    ref: OrderRef,
    action: TicketAction,
    request: RefundRequest,
    options: UpdateOptions,
  ): Promise<TicketActionOutcome> {
    checkRef(action, ref);
    return await runTicketAction(this.orders, ref, action, request, options);
  }
}
