import { STAGE_MERCHANTS } from '../ecticket/index.js';
import { Notifier } from './callbacks/notifier.js';
import { ANSWER_TIMEOUT_MS, createMessage, sendMessage } from './callbacks/send.js';
import { CheckoutSessions } from './checkout/sessions.js';
import { Faults } from './faults/faults.js';
import type { FormWriting, SandboxOptions } from './options.js';
import { Stores } from './orders/stores.js';
import { Catalogue } from './orders/catalogue.js';
import { Issuing } from './orders/issuing.js';
import { NumberGenerator } from './orders/number-generator.js';
import { OrderRegistry } from './orders/order-registry.js';
import { TicketActions } from './orders/ticket-actions.js';
import { Checkout } from './payments/checkout.js';
import { PaymentMerchants } from './payments/payment-merchant.js';
import { PaymentNotifier } from './payments/payment-notifier.js';
import { createIsPaid, PaymentRegistry } from './payments/payment-registry.js';
import { type EncryptData, createEncryptData } from './protocol/encrypt-data.js';
import { Merchants } from './protocol/merchants.js';
import { Platforms } from './protocol/platforms.js';
import { Clock } from './time/clock.js';

/** The state and services of one sandbox, which its endpoints and controls share. */
export interface SandboxState {
  readonly clock: Clock;
  readonly merchants: Merchants;
  readonly platforms: Platforms;
  readonly catalogue: Catalogue;
  readonly stores: Stores;
  readonly orderRegistry: OrderRegistry;
  readonly issuing: Issuing;
  readonly ticketActions: TicketActions;
  readonly notifier: Notifier;
  readonly checkout: Checkout;
  readonly payments: PaymentRegistry;
  readonly paymentMerchants: PaymentMerchants;
  readonly checkoutSessions: CheckoutSessions;
  readonly tradeInfoWriting: FormWriting;
  readonly faults: Faults;
  readonly encryptData: EncryptData;
  /** The RtnMsg of successful replies. */
  readonly successMessage: string;
  /** When each merchant requested its last report: milliseconds since the epoch. */
  readonly reportedAt: Map<string, number>;
  /** Aborted when the sandbox closes. */
  readonly closing: AbortController;
}

/** URL encodings differ in how they encode its space and its brackets. */
const ENCODING_SENSITIVE_MESSAGE = '成功 (success)';

/** Creates the state of a sandbox. @throws InvalidMerchantsError if a merchant's keys are invalid */
export function createSandboxState(options: SandboxOptions): SandboxState {
  const settings = { ...STAGE_MERCHANTS, ...options.merchants };
  const merchants = new Merchants(settings);
  const platforms = new Platforms(Object.keys(options.merchants ?? {}), options.platforms);
  const [payments, paymentMerchants] = [
    new PaymentRegistry(),
    new PaymentMerchants(options.paymentMerchants, settings),
  ];
  const { urlEncoding, duplicates = 'refuse', issueDelay, callbackDelay, requirePayment, tradeInfo = {} } = options;
  const encryptData = createEncryptData(urlEncoding);
  const successMessage = urlEncoding === undefined ? 'success' : ENCODING_SENSITIVE_MESSAGE;
  const closing = new AbortController();
  const [clock, orderRegistry, catalogue, faults] = [new Clock(), new OrderRegistry(), new Catalogue(), new Faults()];
  const stores = new Stores(options.stores);
  const isPaid = requirePayment ? createIsPaid({ clock, payments, paymentMerchants }) : undefined;
  const issuing = new Issuing(
    { clock, orderRegistry, catalogue, stores, faults, numbers: new NumberGenerator() },
    { issueDelay, duplicates, isPaid },
  );
  const sending = { clock, merchants, encryptData, signal: closing.signal, answerTimeoutMs: ANSWER_TIMEOUT_MS };
  const notifier = new Notifier(
    {
      ...{ clock, faults },
      createMessage: (order, callback) => createMessage(sending, order, callback),
      sendMessage: (message) => sendMessage(sending, message),
    },
    { callbackDelay },
  );
  const ticketActions = new TicketActions(clock, notifier);
  const checkout = new Checkout({ clock, payments, notifier: new PaymentNotifier(closing.signal, encryptData) });
  return {
    ...{ clock, merchants, platforms, catalogue, stores, orderRegistry, issuing, ticketActions },
    ...{ notifier, checkout, payments, paymentMerchants, tradeInfoWriting: tradeInfo },
    checkoutSessions: new CheckoutSessions(clock),
    ...{ faults, encryptData, successMessage, closing, reportedAt: new Map() },
  };
}
