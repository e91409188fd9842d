/** The customer of an order, at ECPay's checkout page. */
import { payInBrowser } from '../../demo/browser.js';
import { ISSUE_ONLY_MERCHANT } from '../../demo/scenarios/test-data.js';
import type { CheckoutForm, EmbeddedToken, TicketOrder } from '../../ecticket/index.js';
import type { Payment } from '../../index.js';
import type { SandboxControl } from '../system/sandbox-control.js';
import type { System } from '../system/system.js';
import type { OrderKind } from './kinds.js';
import { persist } from './persist.js';

/** The merchant's own server for notifications, which is down: nothing listens on this port. */
const MERCHANT_SERVER = 'http://127.0.0.1:9/payment';
/** The customer's browser waits no longer for ECPay, which waits ten seconds for the merchant. */
const BROWSER_TIMEOUT_MS = 60_000;

export class Customer {
  constructor(
    private readonly order: TicketOrder,
    private readonly kind: OrderKind,
    private readonly system: System,
    private readonly sandbox: SandboxControl,
  ) {}

  /**
   * Pays for the order on ECPay's page.
   *
   * @returns The payment if the merchant must confirm it, because ECPay does not notify the receiver of it or the
   *   receiver did not acknowledge it; undefined if the receiver has it.
   * @throws Error with the text of the page if the customer could not pay.
   */
  async pay(): Promise<Payment | undefined> {
    const { isAcknowledged } = await persist(() => this.sandbox.atCheckout(() => this.#payOnPage()));
    return isAcknowledged ? undefined : await this.#findPayment();
  }

  async #payOnPage() {
    const checkout = await this.#openCheckout();
    const signal = AbortSignal.timeout(BROWSER_TIMEOUT_MS);
    return await payInBrowser(checkout, { sandbox: this.system.addresses.sandbox, signal });
  }

  async #openCheckout(): Promise<CheckoutForm | EmbeddedToken> {
    const { checkout, ecticket } = this.system;
    const { paidBy, scenario, amount } = this.kind;
    const texts = { itemName: scenario.title, tradeDescription: '電子票券' };
    if (paidBy === 'aio') return await ecticket.createPayment(this.order, { kind: 'aio', ...texts });
    if (paidBy === 'embedded') return await ecticket.createPayment(this.order, { kind: 'embedded', ...texts });
    return await checkout.aioForm({
      ...{ ...this.#paymentRef, amount },
      ...{ items: [texts.itemName], description: texts.tradeDescription, returnUrl: MERCHANT_SERVER },
    });
  }

  /** The merchant queries ECPay for a payment of which it was not notified. */
  async #findPayment(): Promise<Payment> {
    const { payments } = this.system;
    const trade = await persist(() =>
      this.kind.paidBy === 'embedded'
        ? payments.queryEmbeddedTrade(this.#paymentRef)
        : payments.queryTrade(this.#paymentRef),
    );
    if (!trade.paid) throw new Error('ECPay has no payment although its page said "Paid"');
    return { amount: trade.amount, reference: trade.reference };
  }

  get #paymentRef() {
    const { merchantTradeNo } = this.order;
    if (merchantTradeNo === undefined) throw new Error('an order without MerchantTradeNo is not paid');
    // Of ECPay's public test merchants, this one has an account for payments.
    return { merchantId: ISSUE_ONLY_MERCHANT, merchantTradeNo };
  }
}
