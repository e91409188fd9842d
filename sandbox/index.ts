/**
 * A simulator of ECPay for tests: `const url = await createSandbox().listen({ port: 0 });`
 *
 * @packageDocumentation
 */
export { createSandbox, type Sandbox } from './sandbox.js';
export { DEFAULT_PORT, type SandboxOptions } from './options.js';
export type { PaymentMerchant } from './payments/payment-merchant.js';
export { aioCheckMacValue } from './payments/aio-check-mac-value.js';
export type { CallbackView, OrderView, TicketView } from './controls/view.js';
export { InvalidOptionsError } from '../ecticket/options/invalid-options-error.js';
