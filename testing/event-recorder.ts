import { refOf, orderName, workflowIdOf } from '../workflows/messages/names.js';
import type { OrderRef } from '../ecticket/order.js';
import type { MerchantEvent, MerchantEventType } from '../workflows/messages/merchant-events.js';

/** Milliseconds. */
const DEFAULT_TIMEOUT_MS = 30_000;

/** No such event arrived in time. */
export class EventNotReceivedError extends Error {
  override readonly name = 'EventNotReceivedError';
  readonly code = 'EVENT_NOT_RECEIVED';

  constructor(
    readonly order: OrderRef,
    readonly type: MerchantEventType,
    /** The types of the order's events that were received, oldest first. */
    readonly received: readonly MerchantEventType[],
    timeoutMs: number,
  ) {
    super(
      `The order ${orderName(order)} sent no event "${type}" within ${timeoutMs / 1000} s. ` +
        `Received: ${received.join(', ') || 'nothing'}. ` +
        'Check that the order was started, and that the environment is not closed.',
    );
  }
}

/**
 * Records the events that the merchant receives, and waits for one.
 *
 * @example
 * const plugin = new ECTicketPlugin({ merchants, environment: 'sandbox', onEvent: recorder.record });
 * const { data } = await recorder.waitFor(order, 'issued');
 */
export class EventRecorder {
  readonly #events: MerchantEvent[] = [];
  readonly #waiting = new Set<() => void>();

  /** The `onEvent` handler of workers. */
  readonly record = (event: MerchantEvent): Promise<void> => {
    this.#events.push(event);
    for (const check of [...this.#waiting]) check();
    return Promise.resolve();
  };

  /** Every event, oldest first. */
  get all(): readonly MerchantEvent[] {
    return this.#events;
  }

  /** The events of one order, oldest first. */
  of(order: OrderRef): MerchantEvent[] {
    const prefix = `${workflowIdOf(order)}/`;
    return this.#events.filter(({ id }) => id.startsWith(prefix));
  }

  /** The types of one order's events, oldest first. */
  typesOf(order: OrderRef): MerchantEventType[] {
    return this.of(order).map(({ type }) => type);
  }

  /**
   * Waits for the first event of this type that the order sends. Returns at once if it was received before. The order
   * need not have started yet.
   *
   * @param timeoutMs milliseconds of real time; 30 seconds by default
   * @throws EventNotReceivedError
   */
  waitFor<Type extends MerchantEventType>(
    order: OrderRef,
    type: Type,
    { timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly timeoutMs?: number } = {},
  ): Promise<Extract<MerchantEvent, { type: Type }>> {
    const isWanted = (event: MerchantEvent): event is Extract<MerchantEvent, { type: Type }> => event.type === type;
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(check);
      };
      const check = (): void => {
        const event = this.of(order).find(isWanted);
        if (event === undefined) return;
        end();
        resolve(event);
      };
      const timer = setTimeout(() => {
        end();
        reject(new EventNotReceivedError(refOf(order), type, this.typesOf(order), timeoutMs));
      }, timeoutMs);
      this.#waiting.add(check);
      check();
    });
  }
}
